<?php
// PHP's SoapClient as a peer; the checks and the arguments are described in ../README.md.
[, $wsdl, $endpoint, $version, $what] = $argv;
$client = new SoapClient($wsdl, [
    'location' => $endpoint,
    'soap_version' => $version === '12' ? SOAP_1_2 : SOAP_1_1,
    'cache_wsdl' => WSDL_CACHE_NONE,
    'connection_timeout' => 10,
    // One session is a list, too.
    'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
]);

function auth_code(SoapClient $client, string $id, string $password): array
{
    $reply = $client->requestAuthCodeSSO(['sSSOID' => $id, 'sPassword' => $password, 'sCompany' => getenv('COMPANY')]);
    return [$reply->requestAuthCodeSSOResult, strlen($reply->sAuthCode ?? '')];
}

function account(SoapClient $client): array
{
    $reply = $client->getAccount(['sAuthCode' => '']);
    return [$reply->getAccountResult, $reply->sEmail ?? ''];
}

$checks = [
    'right-credentials' => function () use ($client) {
        [$word, $length] = auth_code($client, getenv('SSO_ID'), getenv('PASSWORD'));
        return [$word === 'requestAuthCode_OK' && $length >= 10, "$word, $length characters"];
    },
    'wrong-password' => function () use ($client) {
        [$word, $length] = auth_code($client, getenv('SSO_ID'), getenv('WRONG'));
        return [$word === 'requestAuthCode_Invalid' && $length === 0, "$word, $length characters"];
    },
    'session' => function () use ($client) {
        $login = $client->login(['sEmail' => getenv('EMAIL'), 'sPassword' => getenv('PASSWORD')])->loginResult;
        [$word, $email] = account($client);
        $logout = $client->logout()->logoutResult;
        [$after] = account($client);
        $ok = [$login, $word, $email, $logout, $after]
            === ['login_OK', 'getAccount_OK', getenv('EMAIL'), 'logout_OK', 'getAccount_NotLoggedIn'];
        return [$ok, "$login, $word, $email, $logout, $after"];
    },
    'fault' => function () use ($client) {
        try {
            [$word] = auth_code($client, 'fault', 'x');
            return [false, "no fault but $word"];
        } catch (SoapFault $fault) {
            // PHP's own failures (no HTTP reply, not XML) come as faults with the codes HTTP, Client and WSDL and no namespace.
            $sent = !in_array($fault->faultcode, ['HTTP', 'Client', 'WSDL'], true);
            return [$sent && $fault->faultstring !== '', "$fault->faultcode: $fault->faultstring"];
        }
    },
];

// Values in a line, as ../README.md has it.
function line(mixed ...$values): string
{
    $shown = fn($value) => match (true) {
        $value === null || $value === '' => '-',
        is_bool($value) => $value ? 'true' : 'false',
        default => str_replace("\n", '\n', trim($value)),
    };
    return implode(', ', array_map($shown, $values));
}

function fields(?object $record, string $names): array
{
    return array_map(fn($name) => $record->$name ?? null, $record === null ? [''] : explode(' ', $names));
}

function records(string $word, ?array $records, string $names): string
{
    $lines = array_map(fn($record) => line(...fields($record, $names)), $records ?? []);
    return implode('; ', [$word, ...$lines]);
}

const ACCOUNT = 'getAccount_v2Result iAccountID sOrganization iAdminID iTechID sEmail bTcRunning';
const USER = 'iNodeID sName sNick sEmail sSSOID sDescription eType bAccountHolder hasMobileAddon ';
const NODE = 'iNodeID sName sEmail sDescription eStatus eType';
const SESSION = 'iID bStatus sStatus iEntry sEntry iTechnician sTechnician sStartTime iWaitingTimeInSec sCustomField0 '
    . 'sCustomField1 sCustomField2 sCustomField3 sCustomField4 sCustomField5 sLanguage bIsLead bHandingOff';

function values(SoapClient $client): iterable
{
    $login = ['sEmail' => getenv('EMAIL'), 'sPassword' => getenv('PASSWORD')];
    $code = $client->requestAuthCode($login);
    $known = ['sAuthCode' => $code->sAuthCode];
    $account = $client->getAccount_v2($known);
    yield 'code' => line($code->requestAuthCodeResult, strlen($code->sAuthCode), ...fields($account, ACCOUNT));
    yield 'other-code' => line(...fields($client->getAccount_v2(['sAuthCode' => 'x']), ACCOUNT));

    $set = $client->setUser($known + ['iNodeID' => 337368, 'sName' => 'Jane Roe', 'sNick' => 'Jay & <Co>',
        'sEmail' => 'jane@email.com', 'eStatus' => 'Enabled', 'eAddOns' => 'True']);
    $user = $client->getUser($known + ['iNodeID' => 337368]);
    yield 'user' => line($set->setUserResult, $user->getUserResult, ...fields($user->oUser, USER . 'eStatus'));
    $user = $client->getUser_v3($known + ['iNodeID' => 0, 'sUserEmail' => getenv('EMAIL')]);
    yield 'user-by-email' => line($user->getUser_v3Result, ...fields($user->oUser, USER . 'hasRPATAddon eStatus'));

    $group = $client->getGroup($known + ['iNodeID' => 337354]);
    $permissions = implode(' ', $group->oGroup->aPermissions->NODE_PERMISSIONS);
    yield 'group' => line($group->getGroupResult, ...fields($group->oGroup, 'iNodeID sName sDescription eType'), ...[$permissions]);
    $group = $client->getGroup($known + ['iNodeID' => 1]);
    yield 'no-group' => line($group->getGroupResult, ...fields($group->oGroup ?? null, ''));

    $nodes = $client->getHierarchy($known);
    yield 'nodes' => records($nodes->getHierarchyResult, $nodes->aHierarchy->HIERARCHY, NODE);
    foreach (['sessions' => [337366, 'NODE'], 'one-session' => [337367, 'CHANNEL'], 'no-session' => [337368, 'NODE']] as $name => [$node, $kind]) {
        $sessions = $client->getSession_V3($known + ['iNodeID' => $node, 'eNodeRef' => $kind]);
        yield $name => records($sessions->getSession_V3Result, $sessions->aSessions->SESSION_V3 ?? null, SESSION);
    }

    $pin = $client->requestPINCode($known + ['sCField0' => 'Ann & <Bob>']);
    $closed = $client->requestPINCodeV3($known + ['sCField0' => 'Ann', 'nodeId' => 337368]);
    $open = $client->requestPINCodeV3($known + ['sCField0' => 'Ann', 'nodeId' => 337368, 'bNoTechConsole' => true]);
    yield 'pins' => line($pin->requestPINCodeResult, is_int($pin->iPINCode), $closed->requestPINCodeV3Result,
        $closed->sPINCode ?? null, $open->requestPINCodeV3Result, strlen($open->sPINCode));
    $mail = $client->generateEmailText($known + ['iPINCode' => $pin->iPINCode]);
    $digits = sprintf('%06d', $pin->iPINCode);
    yield 'invitation' => line($mail->generateEmailTextResult, $mail->sSubject, str_replace($digits, 'PIN', $mail->sText),
        str_ends_with($mail->sLink, "?pin=$digits"), $mail->sSignature);
    $chat = $client->getChat($known + ['iSessionID' => 1053624838]);
    yield 'chat' => line($chat->getChatResult, $chat->sChatLog);

    $words = [
        $client->login($login)->loginResult,
        $client->setReportArea(['eReportArea' => 'CUSTOMER_SURVEY'])->setReportAreaResult,
        $client->setReportDate(['sBeginDate' => '02/19/2024', 'sEndDate' => '02/19/2024'])->setReportDateResult,
    ];
    $report = $client->getReport_v2(['iNodeID' => 337366, 'eNodeRef' => 'NODE']);
    yield 'report' => line(...$words, ...[$report->getReport_v2Result, $report->sReport, $client->logout()->logoutResult]);
}

foreach ($checks as $name => $check) {
    if (($name === 'fault') !== ($what === 'fault')) {
        continue;
    }
    try {
        [$ok, $got] = $check();
    } catch (Throwable $error) {
        [$ok, $got] = [false, get_class($error) . ': ' . $error->getMessage()];
    }
    echo $ok ? 'ok' : 'no', " $name ", strtok($got, "\n"), "\n";
}

if ($what === 'calls') {
    foreach (values($client) as $name => $value) {
        echo "is $name $value\n";
    }
}
