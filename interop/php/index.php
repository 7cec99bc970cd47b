<?php
// An rpc/encoded service by PHP's SoapServer, over both versions of SOAP.

class Peer {
    function add($a, $b) {
        // Nothing in, nothing out.
        return $a === null || $b === null ? null : $a + $b;
    }

    // Each item twice: the second of two is sent as a reference to the first.
    function items($items) {
        return array_merge($items, $items);
    }

    function table($table) {
        return $table;
    }

    function anything($anything) {
        return $anything;
    }
}

$is_12 = strpos($_SERVER['CONTENT_TYPE'] ?? '', 'application/soap+xml') === 0;
$server = new SoapServer(__DIR__ . '/service.wsdl', [
    'cache_wsdl' => WSDL_CACHE_NONE,
    'soap_version' => $is_12 ? SOAP_1_2 : SOAP_1_1,
]);
$server->setClass('Peer');
$server->handle();
