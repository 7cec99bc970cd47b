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
      const login = (await call('login', { sEmail: EMAIL, sPassword: PASSWORD })).loginResult;
      // node-soap keeps no cookies: the user carries them over.
      const cookies = client.lastResponseHeaders['set-cookie'] || [];
      client.addHttpHeader('Cookie', cookies.map(cookie => cookie.split(';')[0]).join('; '));
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
}

main().catch(error => { console.log('no', 'client', error.message); process.exitCode = 1; });
