<?php
// PHP's SoapClient as a peer; the checks and the arguments are described in ../README.md.
[, $wsdl, $endpoint, $version, $what] = $argv;
$client = new SoapClient($wsdl, [
    'location' => $endpoint,
    'soap_version' => $version === '12' ? SOAP_1_2 : SOAP_1_1,
    'cache_wsdl' => WSDL_CACHE_NONE,
    'connection_timeout' => 10,
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
