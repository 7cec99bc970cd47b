use super::{mask_form, mask_url, mask_xml};

#[test]
fn urls_lose_user_info_and_secret_values() {
    let cases = [
        (
            "https://host.example/api.asmx",
            "https://host.example/api.asmx",
        ),
        (
            "https://host.example/api.asmx?wsdl",
            "https://host.example/api.asmx?wsdl",
        ),
        (
            "https://ann:pw@host.example:8443/a",
            "https://host.example:8443/a",
        ),
        ("https://ann@host.example", "https://host.example"),
        (
            "https://ann:p@w@host.example/x@y",
            "https://host.example/x@y",
        ),
        (
            "https:\\\\ann:pw@host.example\\a",
            "https:\\\\host.example\\a",
        ),
        ("https:ann:pw@host.example/a", "https:host.example/a"),
        ("//ann:pw@host.example/a", "//host.example/a"),
        ("https://ann:p/w@host.example/a", "https://host.example/a"),
        (
            "https://[::1]:8080/a?mail=a@b.example",
            "https://[::1]:8080/a?mail=a@b.example",
        ),
        ("https://ann:pw@[::1]:8080/a", "https://[::1]:8080/a"),
        (
            "https://h/a?ssoid=1&pwd=hunter2&company=7",
            "https://h/a?ssoid=1&pwd=***&company=7",
        ),
        ("https://h/a?Password=hunter2", "https://h/a?Password=***"),
        ("https://h/a?p%77d=hunter2", "https://h/a?p%77d=***"),
        (
            "https://h/a?company=7&amp;ticket=abc",
            "https://h/a?company=7&amp;ticket=***",
        ),
        (
            "https://h/a?pwd=hun;ter2&company=7",
            "https://h/a?pwd=***&company=7",
        ),
        ("https://h/a?pwd=hun=ter2", "https://h/a?pwd=***"),
        ("https://h/a?pwd=;hunter2", "https://h/a?pwd=***"),
        ("https://h/a?pwd=&company=7", "https://h/a?pwd=&company=7"),
        (
            "https://h/a#access_token=abc",
            "https://h/a#access_token=***",
        ),
        (
            "https://h/a;jsessionid=abc?x=1",
            "https://h/a;jsessionid=***?x=1",
        ),
        (
            "https://h/(S(lit3py55))/api.asmx",
            "https://h/(***)/api.asmx",
        ),
        (
            "https://h/a?back=https%3A%2F%2Fh%2Fb%3Fticket%3Dabc&x=1",
            "https://h/a?back=***&x=1",
        ),
        (
            "https://h/a?back=https%3A%2F%2Fh%2Fb&x=1",
            "https://h/a?back=https%3A%2F%2Fh%2Fb&x=1",
        ),
        ("/a?pwd=hunter2", "/a?pwd=***"),
        (
            "http://h/a\r\nb\u{1b}",
            "http://h/a\u{fffd}\u{fffd}b\u{fffd}",
        ),
        ("", ""),
        ("not a url", "not a url"),
    ];
    for (url, masked) in cases {
        assert_eq!(mask_url(url), masked, "{url}");
        assert_eq!(mask_url(masked), masked, "a second time");
    }
}

#[test]
fn forms_lose_secret_values() {
    assert_eq!(
        mask_form("ssoid=123&pwd=hunter2&company=7"),
        "ssoid=123&pwd=***&company=7"
    );
    assert_eq!(mask_form("Password=a%26b&"), "Password=***&");
    assert_eq!(mask_form(""), "");
}

#[test]
fn xml_loses_the_content_of_secret_names() {
    let cases = [
        // An operation whose name looks secret keeps what is not.
        (
            "<s:Body><requestAuthCodeSSO xmlns=\"urn:t\"><sSSOID>123</sSSOID><sPassword>hunter2</sPassword></requestAuthCodeSSO></s:Body>",
            "<s:Body><requestAuthCodeSSO xmlns=\"urn:t\"><sSSOID>123</sSSOID><sPassword>***</sPassword></requestAuthCodeSSO></s:Body>",
        ),
        // The status is a word of the contract, the code is not.
        (
            "<s:Body><r><requestAuthCodeSSOResult>requestAuthCode_OK</requestAuthCodeSSOResult><sAuthCode>4ahx</sAuthCode></r></s:Body>",
            "<s:Body><r><requestAuthCodeSSOResult>requestAuthCode_OK</requestAuthCodeSSOResult><sAuthCode>***</sAuthCode></r></s:Body>",
        ),
        (
            "<GetTokenResult>abc_def</GetTokenResult>",
            "<GetTokenResult>***</GetTokenResult>",
        ),
        (
            "<a><Password Type=\"t\">x</Password>y</a>",
            "<a><Password Type=\"t\">***</Password>y</a>",
        ),
        ("<a><pwd/>y<pwd></pwd>z</a>", "<a><pwd/>y<pwd></pwd>z</a>"),
        ("<a><pwd>\n</pwd></a>", "<a><pwd>\n</pwd></a>"),
        // All that lies below, however deep.
        (
            "<a><Credentials k=\"1\"><u n=\"ann\">ann</u><p>x</p></Credentials>y</a>",
            "<a><Credentials k=\"1\"><u n=\"***\">***</u><p>***</p></Credentials>y</a>",
        ),
        (
            "<a><pwd><![CDATA[x]]><!--x--><?x x?>x</pwd></a>",
            "<a><pwd><![CDATA[***]]><!--***--><?***?>***</pwd></a>",
        ),
        // Attributes, and pairs of name and value.
        (
            "<a pwd='x' b=\"y\" sPassword = \"x>\"/>",
            "<a pwd='***' b=\"y\" sPassword = \"***\"/>",
        ),
        (
            "<a xmlns:token=\"urn:t\" pwd=\"\"/>",
            "<a xmlns:token=\"urn:t\" pwd=\"\"/>",
        ),
        (
            "<add key=\"Password\" value=\"x\"/>",
            "<add key=\"Password\" value=\"***\"/>",
        ),
        (
            "<param name='pwd'>x</param>",
            "<param name='pwd'>***</param>",
        ),
        // URLs and pairs in text.
        (
            "<Result>OK:https://h/d.aspx?companyid=7&amp;ticket=abc&amp;arch=64</Result>",
            "<Result>OK:https://h/d.aspx?companyid=7&amp;ticket=***&amp;arch=64</Result>",
        ),
        (
            "<r href=\"https://ann:pw@h/?pwd=x\"/>",
            "<r href=\"https://h/?pwd=***\"/>",
        ),
        (
            "<f>Server=s;Password=x;User=ann</f>",
            "<f>Server=s;Password=***;User=ann</f>",
        ),
        ("OK\n\nAUTHCODE:4ahx80u0", "OK\n\nAUTHCODE:***"),
        ("OK AUTHCODE: 4ahx80u0", "OK AUTHCODE: ***"),
        (
            "{\"user\":\"ann\",\"password\":\"x y\"}",
            "{\"user\":\"ann\",\"password\":\"***\"}",
        ),
        // XML within text, within CDATA and within a comment.
        (
            "<x>&lt;pwd&gt;x&lt;/pwd&gt; &amp;</x>",
            "<x>&lt;pwd&gt;***&lt;/pwd&gt; &amp;</x>",
        ),
        ("<x>a &lt; b &quot;</x>", "<x>a &lt; b &quot;</x>"),
        (
            r#"<x a="{&quot;pwd&quot;:&quot;hunter2&quot;}" b='c'/>"#,
            r#"<x a="{&quot;pwd&quot;:&quot;***&quot;}" b='c'/>"#,
        ),
        (
            r#"<x a='{&#39;it&#39;, "pwd":"hunter2"}'/>"#,
            r#"<x a='{&apos;it&apos;, "pwd":"***"}'/>"#,
        ),
        (
            r#"<x a="&lt;pwd b=&apos;c&apos;>hunter2&lt;/pwd>"/>"#,
            r#"<x a="&lt;pwd b=&apos;c&apos;&gt;***&lt;/pwd&gt;"/>"#,
        ),
        (
            r#"<x a="b &lt; c &quot;d&quot;"/>"#,
            r#"<x a="b &lt; c &quot;d&quot;"/>"#,
        ),
        (
            "<x><![CDATA[<pwd>x</pwd>]]></x>",
            "<x><![CDATA[<pwd>***</pwd>]]></x>",
        ),
        ("<x><!--<pwd>x</pwd>--></x>", "<x><!--<pwd>***</pwd>--></x>"),
        ("<!DOCTYPE html><p>a</p>", "<!DOCTYPE html><p>a</p>"),
        ("<!DOCTYPE a [<!ENTITY p \"x\">]><a/>", "<!***><a/>"),
    ];
    for (xml, masked) in cases {
        assert_eq!(mask_xml(xml, &[]), masked, "{xml}");
    }
}

#[test]
fn damage_hides_more_and_not_less() {
    let cases = [
        ("<a><pwd>hunter2", "<a><pwd>***"),
        (
            "<a><pwd>hun</b>ter2</pwd>x</a>",
            "<a><pwd>***</b>***</pwd>x</a>",
        ),
        (
            "<a><pwd><!-- </pwd> -->hunter2</pwd></a>",
            "<a><pwd><!--***-->***</pwd></a>",
        ),
        ("<a pwd=\"hunter2", "<a pwd=\"***"),
        ("<a pwd=hunter2>", "<a pwd=***>"),
        ("<a pwd hunter2>", "<a pwd hunter2>"),
        ("<pwd", "<pwd"),
        ("<", "<"),
        ("< a <> </", "< a <> </"),
        ("<a><pwd><![CDATA[hunter2", "<a><pwd><![CDATA[***"),
    ];
    for (xml, masked) in cases {
        assert_eq!(mask_xml(xml, &[]), masked, "{xml}");
    }
    // Nested deeper than is followed.
    let deep = "<!--<!--<![CDATA[<?<pwd>hunter2</pwd>?>]]>-->";
    assert!(
        !mask_xml(deep, &[]).contains("hunter2"),
        "{}",
        mask_xml(deep, &[])
    );
}

#[test]
fn given_values_are_hidden_wherever_and_however_they_are_written() {
    let secret = "p&<w>\"é '1";
    for written in [
        secret.to_owned(),
        "p&amp;&lt;w&gt;\"é '1".to_owned(),
        "p&amp;&lt;w&gt;&quot;é &apos;1".to_owned(),
        "p&#38;&#x3C;w>&#34;&#xe9; &#39;1".to_owned(),
        "p%26%3Cw%3E%22%C3%A9%20%271".to_owned(),
        "p%26%3cw%3e%22%c3%a9+%271".to_owned(),
    ] {
        assert_eq!(
            mask_xml(&format!("a {written} b"), &[secret]),
            "a *** b",
            "{written}"
        );
    }
    assert_eq!(
        mask_xml("<a>hunter22 hunter2</a>", &["hunter2", "hunter22", ""]),
        "<a>*** ***</a>"
    );
    assert_eq!(mask_xml("<a>é</a>", &["%"]), "<a>é</a>");
}

#[test]
fn no_text_makes_it_fail() {
    // Every cut of a document with all its corners, and every byte of it replaced by one that means something.
    let text = "<?x?><!DOCTYPE a [<!ENTITY b 'c'>]><s:a x='1' pwd=\"é\"><![CDATA[é]]><!--é-->&lt;pwd>é&#233;%C3</s:a>https://é:é@é:1/;a=b?pwd=é#é";
    for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
        for part in [&text[..at], &text[at..]] {
            mask_xml(part, &["é", "C3"]);
            mask_url(part);
            for mark in [
                "<", ">", "&", "%", "\"", "'", "=", ";", "]]>", "-->", "@", "é", "\\", "\n ",
                "(S(", "))", "%28", "cookie:", "pwd=\\\"",
            ] {
                mask_xml(&format!("{part}{mark}{part}"), &["é"]);
                mask_url(&format!("{part}{mark}{part}"));
            }
        }
    }
}

#[test]
fn urls_within_urls_end_somewhere() {
    for endless in [
        "://?=",
        "http://x?a=",
        "a=://;",
        "/;a=://",
        "pwd=abc://;",
        "(S(",
        "cookie:\n ",
        "pwd=\\\"",
    ] {
        let text = endless.repeat(20_000);
        for masked in [mask_url(&text), mask_form(&text), mask_xml(&text, &[])] {
            assert!(masked.chars().count() <= text.len());
        }
    }
    let twice = "https://h/a?to=https://h/b?to=https://h/c";
    assert_eq!(mask_url(twice), twice);
    let hidden = "https://h/a?to=https://h/b?to=https://h/c?pwd=hunter2";
    assert_eq!(mask_url(hidden), "https://h/a?to=***");
}

#[test]
fn headers_in_text_are_hidden_to_the_end_of_their_line() {
    for (text, masked) in [
        (
            "Authorization: Bearer eyJabc.d-e\nHost: h",
            "Authorization: ***\nHost: h",
        ),
        (
            "proxy-authorization: Digest username=\"ann\", response=\"ab\"\r\nHost: h",
            "proxy-authorization: ***\r\nHost: h",
        ),
        (
            "Cookie: a=1; ASP.NET_SessionId=lit3py\nHost: h",
            "Cookie: ***\nHost: h",
        ),
        ("Set-Cookie: .ASPXAUTH=AB12", "Set-Cookie: ***"),
        (
            "\"Authorization\":\"Bearer abc\",\"a\":\"b\"",
            "\"Authorization\":\"***\",\"a\":\"b\"",
        ),
        (
            "<td>ASP.NET_SessionId=lit3py</td>",
            "<td>ASP.NET_SessionId=***</td>",
        ),
        (
            "HTTP_AUTHORIZATION: Bearer abcdef",
            "HTTP_AUTHORIZATION: ***",
        ),
        (
            "HTTP_AUTHORIZATION=Basic YW5uOnB3\nHOST=h",
            "HTTP_AUTHORIZATION=***\nHOST=h",
        ),
        ("X-Authorization: Bearer abcdef", "X-Authorization: ***"),
        (
            "x-ms-authorization-auxiliary: Bearer abcdef",
            "x-ms-authorization-auxiliary: ***",
        ),
        ("HTTP_COOKIE: a=1; b=2", "HTTP_COOKIE: ***"),
        ("Cookies: a=1; b=2", "Cookies: ***"),
        ("Set-Cookie2: a=1; b=2", "Set-Cookie2: ***"),
        ("author: ann b", "author: ann b"),
        // Folded lines.
        (
            "Authorization: Digest a=\"1\",\r\n response=\"66\"\r\nHost: h",
            "Authorization: ***\r\nHost: h",
        ),
        (
            "Cookie: a=1;\n\tb=2;\n c=3\nHost: h",
            "Cookie: ***\nHost: h",
        ),
        (
            "Cookie:\r\n a=1\r\n\r\nHost: h",
            "Cookie:***\r\n\r\nHost: h",
        ),
        ("Cookie: a=1\n\u{a0}é", "Cookie: ***\n\u{a0}é"),
        ("Cookie: a=1\r\n ", "Cookie: ***"),
        (
            "Authorization => 'Digest' response=66291234",
            "Authorization => ***",
        ),
        ("Cookie: \"a=1\"; sid=lit3py55", "Cookie: ***"),
        // A blank before the separator.
        ("Authorization = Bearer x", "Authorization = ***"),
        ("Cookie : sid=x", "Cookie : ***"),
        ("Cookie\t \t: sid=x", "Cookie\t \t: ***"),
    ] {
        assert_eq!(mask_xml(text, &[]), masked);
    }
}

#[test]
fn sessions_in_paths_are_hidden_wherever_they_stand() {
    for (text, masked) in [
        (
            "<a href=\"/(S(lit3py))/a.aspx\">",
            "<a href=\"/(***)/a.aspx\">",
        ),
        ("<a href=\"/(S(lit3py))?x=1\">", "<a href=\"/(***)?x=1\">"),
        (
            "moved to /a/(S(lit3py))/b today",
            "moved to /a/(***)/b today",
        ),
        ("/(S(lit3py))?a=1", "/(***)?a=1"),
        ("it is \"/(S(lit3py))\"", "it is \"/(***)\""),
        ("{\"to\":\"/(S(lit3py))\"}", "{\"to\":\"/(***)\"}"),
        (
            "{\"to\":\"\\/(S(lit3py))\\/b\"}",
            "{\"to\":\"\\/(***)\\/b\"}",
        ),
        ("at /(S(lit3py)), or /(S(lit3py)).", "at /(***), or /(***)."),
        ("at https://h/(S(lit3py)).", "at https://h/(***)."),
        ("at \"https://h/(S(lit3py))\"", "at \"https://h/(***)\""),
        ("/%28S%28lit3py%29%29/a", "/(***)/a"),
        ("/(S%28lit3py)%29/a", "/(***)/a"),
        ("/a?ReturnUrl=/(S(lit3py))/b", "/a?ReturnUrl=/(***)/b"),
        (
            "https://h/a?ReturnUrl=%2f%28S%28lit3py%29%29%2fb",
            "https://h/a?ReturnUrl=%2f(***)%2fb",
        ),
        ("/(X(1)A(lit3py)F(lit3py)S(lit3py))/b", "/(***)/b"),
        ("/(S(lit3py))/(S(lit3py))", "/(***)/(***)"),
        // Cut off.
        ("/(S(lit3", "/(***)"),
        ("/(S(lit3)", "/(***)"),
        ("/%28S%28lit3%2", "/(***)"),
        // None.
        (
            "f(a (b)) (ab(c)) (a(b c)) (é(d)) (S(é))",
            "f(a (b)) (ab(c)) (a(b c)) (é(d)) (S(é))",
        ),
        ("(S(/(S(lit3py))", "(S(/(***)"),
    ] {
        assert_eq!(mask_xml(text, &[]), masked);
        assert_eq!(mask_xml(masked, &[]), masked, "a second time");
    }
    assert_eq!(
        mask_url("/(S(lit3py))?a=(S(lit3py))#(S(b))"),
        "/(***)?a=(***)#(***)"
    );
    let endless = "(S(a".repeat(100_000) + "é";
    assert_eq!(mask_xml(&endless, &[]), endless);
}

#[test]
fn pairs_in_text_are_hidden_as_they_are_written() {
    for (text, masked) in [
        ("Password = hunter2", "Password = ***"),
        ("pwd\t:\thunter2, a", "pwd\t:\t***, a"),
        ("Password\n= hunter2", "Password\n= hunter2"),
        ("'pwd' => 'hunter 2', 'a' => 1", "'pwd' => '***', 'a' => 1"),
        (
            "{\"pwd\" : \"hun ter2\", \"a\" : 1}",
            "{\"pwd\" : \"***\", \"a\" : 1}",
        ),
        // Escaped quotes.
        (
            r#"{"Authorization":"Digest username=\"ann\", response=\"6629\"","a":"b"}"#,
            r#"{"Authorization":"***","a":"b"}"#,
        ),
        (r#"{"pwd":"ab\"cdef"}"#, r#"{"pwd":"***"}"#),
        (r#"{"pwd":"ab\\","a":"b"}"#, r#"{"pwd":"***","a":"b"}"#),
        (r#"{"pwd":"ab\\\"cd","a":"b"}"#, r#"{"pwd":"***","a":"b"}"#),
        (r#"{"pwd":"é\"é","a":"b"}"#, r#"{"pwd":"***","a":"b"}"#),
        (r#"{"pwd":"","a":"b"}"#, r#"{"pwd":"","a":"b"}"#),
        (r#"{"pwd":"ab\"#, r#"{"pwd":"***"#),
        // JSON within a text of JSON.
        (
            r#"{"x":"{\"pwd\":\"ab cd\",\"a\":\"b\"}"}"#,
            r#"{"x":"{\"pwd\":\"***\",\"a\":\"b\"}"}"#,
        ),
        (
            r#"{"x":"{\"pwd\":\"ab\\\"cd\",\"a\":\"b\"}"}"#,
            r#"{"x":"{\"pwd\":\"***\",\"a\":\"b\"}"}"#,
        ),
    ] {
        assert_eq!(mask_xml(text, &[]), masked);
    }
}
