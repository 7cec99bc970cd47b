// node-soap as a peer; the checks and the arguments are described in ../README.md.
// NODE_PATH leads to the package `soap`.
const soap = require('soap');

const [wsdl, endpoint, version, what] = process.argv.slice(2);
const { SSO_ID, PASSWORD, WRONG, COMPANY, EMAIL } = process.env;

async function main() {
  const client = await soap.createClientAsync(wsdl, { endpoint, forceSoap12Headers: version === '12' });
  // A client merges all ports; the one of the wanted SOAP version is asked for by name.
  const port = client[Object.keys(client.wsdl.services)[0]][version === '12' ? 'APISoap12' : 'APISoap'];
  const call = (operation, parameters) => new Promise((resolve, reject) =>
    port[operation](parameters, (error, reply) => error ? reject(error) : resolve(reply)));

  const logIn = async () => {
    const { loginResult } = await call('login', { sEmail: EMAIL, sPassword: PASSWORD });
    // node-soap keeps no cookies: the user carries them over.
    // A server that has got its cookie sets no other.
    const cookies = client.lastResponseHeaders['set-cookie'];
    if (cookies) client.addHttpHeader('Cookie', cookies.map(cookie => cookie.split(';')[0]).join('; '));
    return loginResult;
  };

  const authCode = async (sSSOID, sPassword) => {
    const reply = await call('requestAuthCodeSSO', { sSSOID, sPassword, sCompany: COMPANY });
    return [reply.requestAuthCodeSSOResult, (reply.sAuthCode || '').length];
  };

  const checks = {
    'right-credentials': async () => {
      const [word, length] = await authCode(SSO_ID, PASSWORD);
      return [word === 'requestAuthCode_OK' && length >= 10, `${word}, ${length} characters`];
    },
    'wrong-password': async () => {
      const [word, length] = await authCode(SSO_ID, WRONG);
      return [word === 'requestAuthCode_Invalid' && length === 0, `${word}, ${length} characters`];
    },
    session: async () => {
      const login = await logIn();
      const inside = await call('getAccount', { sAuthCode: '' });
      const logout = (await call('logout', {})).logoutResult;
      const after = await call('getAccount', { sAuthCode: '' });
      const got = [login, inside.getAccountResult, inside.sEmail, logout, after.getAccountResult].join(', ');
      return [got === ['login_OK', 'getAccount_OK', EMAIL, 'logout_OK', 'getAccount_NotLoggedIn'].join(', '), got];
    },
    fault: async () => {
      try {
        const [word] = await authCode('fault', 'x');
        return [false, `no fault but ${word}`];
      } catch (error) {
        const fault = error.root && error.root.Envelope && error.root.Envelope.Body.Fault;
        if (!fault) throw error;
        const code = fault.faultcode || fault.Code.Value;
        const reason = fault.faultstring || fault.Reason.Text;
        const text = reason.$value || reason;
        return [Boolean(code && text), `${code.$value || code}: ${text}`];
      }
    },
  };

  for (const [name, check] of Object.entries(checks)) {
    if ((name === 'fault') !== (what === 'fault')) continue;
    const [ok, got] = await check().catch(error => [false, String(error.message || error)]);
    console.log(ok ? 'ok' : 'no', name, got.split('\n')[0]);
  }
  if (what === 'calls') {
    for await (const [name, value] of values(call, logIn)) console.log('is', name, value);
  }
}

// Values in a line, as ../README.md has it. Numbers and truths come as such, texts as texts.
const shown = value => value === null || value === undefined || value === '' ? '-' : String(value).trim().replace(/\n/g, '\\n');
const line = (...values) => values.map(shown).join(', ');
const fields = (record, names) => names.split(' ').map(name => record[name]);
const records = (word, list, names) => [word, ...(list || []).map(record => line(...fields(record, names)))].join('; ');

const ACCOUNT_FIELDS = 'getAccount_v2Result iAccountID sOrganization iAdminID iTechID sEmail bTcRunning';
const USER = 'iNodeID sName sNick sEmail sSSOID sDescription eType bAccountHolder hasMobileAddon ';
const NODE = 'iNodeID sName sEmail sDescription eStatus eType';
const SESSION = 'iID bStatus sStatus iEntry sEntry iTechnician sTechnician sStartTime iWaitingTimeInSec sCustomField0 '
  + 'sCustomField1 sCustomField2 sCustomField3 sCustomField4 sCustomField5 sLanguage bIsLead bHandingOff';

async function* values(call, logIn) {
  const code = await call('requestAuthCode', { sEmail: EMAIL, sPassword: PASSWORD });
  const known = { sAuthCode: code.sAuthCode };
  const account = await call('getAccount_v2', known);
  yield ['code', line(code.requestAuthCodeResult, code.sAuthCode.length, ...fields(account, ACCOUNT_FIELDS))];
  yield ['other-code', line(...fields(await call('getAccount_v2', { sAuthCode: 'x' }), ACCOUNT_FIELDS))];

  const set = await call('setUser', { iNodeID: 337368, sName: 'Jane Roe', sNick: 'Jay & <Co>', sEmail: 'jane@email.com',
    eStatus: 'Enabled', eAddOns: 'True', ...known });
  const user = await call('getUser', { iNodeID: 337368, ...known });
  yield ['user', line(set.setUserResult, user.getUserResult, ...fields(user.oUser, USER + 'eStatus'))];
  const other = await call('getUser_v3', { iNodeID: 0, sUserEmail: EMAIL, ...known });
  yield ['user-by-email', line(other.getUser_v3Result, ...fields(other.oUser, USER + 'hasRPATAddon eStatus'))];

  const group = await call('getGroup', { iNodeID: 337354, ...known });
  yield ['group', line(group.getGroupResult, ...fields(group.oGroup, 'iNodeID sName sDescription eType'),
    group.oGroup.aPermissions.NODE_PERMISSIONS.join(' '))];
  const none = await call('getGroup', { iNodeID: 1, ...known });
  yield ['no-group', line(none.getGroupResult, none.oGroup)];

  const nodes = await call('getHierarchy', known);
  yield ['nodes', records(nodes.getHierarchyResult, nodes.aHierarchy.HIERARCHY, NODE)];
  for (const [name, iNodeID, eNodeRef] of [['sessions', 337366, 'NODE'], ['one-session', 337367, 'CHANNEL'], ['no-session', 337368, 'NODE']]) {
    const { getSession_V3Result, aSessions } = await call('getSession_V3', { iNodeID, eNodeRef, ...known });
    yield [name, records(getSession_V3Result, aSessions && aSessions.SESSION_V3, SESSION)];
  }

  const pin = await call('requestPINCode', { sCField0: 'Ann & <Bob>', ...known });
  const closed = await call('requestPINCodeV3', { sCField0: 'Ann', ...known, nodeId: 337368 });
  const open = await call('requestPINCodeV3', { sCField0: 'Ann', bNoTechConsole: true, ...known, nodeId: 337368 });
  yield ['pins', line(pin.requestPINCodeResult, Number.isInteger(pin.iPINCode), closed.requestPINCodeV3Result, closed.sPINCode,
    open.requestPINCodeV3Result, open.sPINCode.length)];
  const mail = await call('generateEmailText', { iPINCode: pin.iPINCode, ...known });
  const digits = String(pin.iPINCode).padStart(6, '0');
  yield ['invitation', line(mail.generateEmailTextResult, mail.sSubject, mail.sText.replace(digits, 'PIN'),
    mail.sLink.endsWith('?pin=' + digits), mail.sSignature)];
  const chat = await call('getChat', { iSessionID: 1053624838, ...known });
  yield ['chat', line(chat.getChatResult, chat.sChatLog)];

  const words = [
    await logIn(),
    (await call('setReportArea', { eReportArea: 'CUSTOMER_SURVEY' })).setReportAreaResult,
    (await call('setReportDate', { sBeginDate: '02/19/2024', sEndDate: '02/19/2024' })).setReportDateResult,
  ];
  const report = await call('getReport_v2', { iNodeID: 337366, eNodeRef: 'NODE' });
  yield ['report', line(...words, report.getReport_v2Result, report.sReport, (await call('logout', {})).logoutResult)];
}

main().catch(error => { console.log('no', 'client', error.message); process.exitCode = 1; });
