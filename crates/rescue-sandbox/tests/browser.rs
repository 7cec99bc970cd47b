//! The pages in a real browser: headless Chromium, driven over the `WebDriver` protocol by hand.
//!
//! Ignored by default, since it needs `chromium` and `chromedriver`:
//! `cargo test -p rescue-sandbox --test browser -- --ignored`. With `RESCUE_SCREENSHOTS=folder` it leaves pictures there.

mod common;

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use common::start;
use rescue_sandbox::Sandbox;
use serde_json::{Value, json};

/// A browser with one window.
struct Browser {
    driver: Child,
    address: SocketAddr,
    session: String,
}

impl Browser {
    fn start() -> Browser {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = free.local_addr().expect("an address");
        drop(free);
        let driver = Command::new("chromedriver")
            .arg(format!("--port={}", address.port()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("`chromedriver` is needed: the package is `chromium-driver`");
        let mut browser = Browser {
            driver,
            address,
            session: String::new(),
        };
        for _ in 0..600 {
            if TcpStream::connect(address).is_ok() {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
        ];
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL"},
            "unhandledPromptBehavior": "ignore",
        }}});
        let session = browser.send("POST", "/session", &wanted);
        session["sessionId"]
            .as_str()
            .expect("a session")
            .clone_into(&mut browser.session);
        browser
    }

    /// Sends a command to the driver, and gives the value of its answer.
    fn send(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if method == "POST" {
            body.to_string()
        } else {
            String::new()
        };
        let mut stream = TcpStream::connect(self.address).expect("the driver listens");
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )
        .expect("is sent");
        let (mut answer, mut piece) = (Vec::new(), [0; 8_192]);
        let text = loop {
            let read = stream.read(&mut piece).expect("is answered");
            assert_ne!(read, 0, "the driver hung up");
            answer.extend_from_slice(&piece[..read]);
            let text = String::from_utf8_lossy(&answer);
            let Some((head, body)) = text.split_once("\r\n\r\n") else {
                continue;
            };
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length")
                    .then(|| value.trim().parse::<usize>().ok())?
            });
            if body.len() >= length.expect("a length") {
                break body.to_owned();
            }
        };
        let mut answer: Value = serde_json::from_str(&text).expect("is JSON");
        let value = answer["value"].take();
        assert!(value.get("error").is_none(), "{method} {path}: {value}");
        value
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.send("POST", &format!("/session/{}{path}", self.session), body)
    }

    fn open(&self, address: &str) {
        self.post("/url", &json!({ "url": address }));
    }

    /// What a piece of JavaScript returns.
    fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({"script": script, "args": []}))
    }

    fn text(&self, script: &str) -> String {
        self.run(script).as_str().expect("a text").to_owned()
    }

    /// Types into whatever has the focus.
    fn press(&self, keys: &str) {
        let actions: Vec<Value> = keys
            .chars()
            .flat_map(|key| {
                [
                    json!({"type": "keyDown", "value": key}),
                    json!({"type": "keyUp", "value": key}),
                ]
            })
            .collect();
        self.post(
            "/actions",
            &json!({"actions": [{"type": "key", "id": "keys", "actions": actions}]}),
        );
    }

    fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.post(
            "/goog/cdp/execute",
            &json!({"cmd": command, "params": parameters}),
        )
    }

    fn width(&self, width: u32) {
        let metrics =
            json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", &metrics);
    }

    fn dark(&self, dark: bool) {
        let value = if dark { "dark" } else { "light" };
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": value}]});
        self.devtools("Emulation.setEmulatedMedia", &media);
    }

    /// Leaves a picture of the whole page where somebody asked for pictures.
    fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("RESCUE_SCREENSHOTS") else {
            return;
        };
        let shot = self.devtools(
            "Page.captureScreenshot",
            &json!({"format": "png", "captureBeyondViewport": true}),
        );
        let data = shot["data"].as_str().expect("a picture");
        let path = std::path::Path::new(&folder).join(format!("{name}.png.base64"));
        std::fs::write(path, data).expect("is written");
    }

    /// Complaints in the console since the last look: refused loads, errors of scripts.
    fn complaints(&self) -> Vec<String> {
        let log = self.post("/se/log", &json!({"type": "browser"}));
        let entries = log.as_array().expect("a list").iter();
        // The rest is advice on how to write pages.
        let entries =
            entries.filter(|entry| entry["level"] == "SEVERE" || entry["level"] == "WARNING");
        entries.map(|entry| entry["message"].to_string()).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() && !std::thread::panicking() {
            self.send(
                "DELETE",
                &format!("/session/{}", self.session),
                &Value::Null,
            );
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Runs a test with a sandbox and a browser, which blocks.
async fn with_browser(test: impl FnOnce(&Browser, &Sandbox) + Send + 'static) {
    let sandbox = start().await;
    tokio::task::spawn_blocking(move || test(&Browser::start(), &sandbox))
        .await
        .expect("holds");
}

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";

/// Texts whose colours are too near to their ground (WCAG 2.1, 1.4.3), controls without a label, and what is wider than
/// the window.
const FAULTS: &str = r#"
const faults = [];
const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
        const colour = numbers(getComputedStyle(at).backgroundColor);
        if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
};
let seen = 0;
for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!(own || element.matches("input, select")) || !element.checkVisibility()) continue;
    seen += 1;
    const [a, b] = [light(numbers(getComputedStyle(element).color)), light(ground(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) faults.push(`contrast ${contrast} of ${element.tagName} ${element.textContent.slice(0, 40)}`);
}
if (seen < 5) faults.push(`only ${seen} texts were seen`);
for (const control of document.querySelectorAll("input, select")) {
    if (!control.labels.length) faults.push(`no label for ${control.name}`);
}
if (document.documentElement.scrollWidth > innerWidth) faults.push(`${document.documentElement.scrollWidth} wide`);
if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
return faults;
"#;

#[tokio::test]
#[ignore = "needs chromium and chromedriver"]
async fn pages_are_read_in_light_and_dark_wide_and_narrow() {
    with_browser(|browser, sandbox| {
        for (name, path) in [
            ("list", "/API/API.asmx"),
            ("operation", "/API/API.asmx?op=setUser"),
        ] {
            browser.open(&format!("{}{path}", sandbox.url()));
            for (width, dark) in [(1280, false), (1280, true), (360, false), (360, true)] {
                browser.width(width);
                browser.dark(dark);
                assert_eq!(
                    browser.run(FAULTS),
                    json!([]),
                    "{name}, {width}, dark: {dark}"
                );
                browser.picture(&format!(
                    "{name}-{width}-{}",
                    if dark { "dark" } else { "light" }
                ));
            }
            assert_eq!(browser.complaints(), Vec::<String>::new(), "{name}");
        }
        assert_eq!(
            browser.run("return getComputedStyle(document.body).marginTop"),
            "0px"
        );
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver"]
async fn a_call_is_made_with_the_keyboard_alone() {
    with_browser(|browser, sandbox| {
        browser.width(1280);
        browser.open(&sandbox.endpoint());
        let follow = "document.querySelector('a[href$=\"op=login\"]').focus()";
        browser.run(follow);
        browser.press(ENTER);
        assert_eq!(
            browser.text("return document.querySelector('h1').textContent"),
            "login"
        );
        let mut reached = Vec::new();
        for _ in 0..5 {
            browser.press(TAB);
            reached.push(
                browser.text(
                    "return document.activeElement.name || document.activeElement.textContent",
                ),
            );
            let outline =
                browser.text("return getComputedStyle(document.activeElement).outlineStyle");
            assert_eq!(outline, "solid", "{reached:?}");
        }
        assert_eq!(
            reached,
            ["All operations", "protocol", "email", "pwd", "Send"]
        );
        browser.press(ENTER);
        let got = browser.text("return document.getElementById('got').textContent");
        assert!(got.contains("<loginResult>login_OK</loginResult>"), "{got}");
        assert_eq!(browser.text("return location.hash"), "#reply");
        assert_eq!(browser.run(FAULTS), json!([]));
        browser.picture("reply-1280-light");
        browser.width(360);
        browser.dark(true);
        assert_eq!(browser.run(FAULTS), json!([]));
        browser.picture("reply-360-dark");

        // The browser is logged in, and what is on the page can be copied.
        browser.open(&format!("{}?op=getAccount", sandbox.endpoint()));
        browser.run("document.querySelector('form button').click()");
        let got = browser.text("return document.getElementById('got').textContent");
        assert!(
            got.contains("<getAccountResult>getAccount_OK</getAccountResult>"),
            "{got}"
        );
        assert_eq!(
            browser.run("return document.querySelectorAll('button.copy:not([hidden])').length"),
            10
        );
        browser.run("document.querySelector('button.copy').click()");
        for _ in 0..100 {
            let said = browser.text("return document.querySelector('button.copy').textContent");
            if said != "Copy" {
                assert!(said == "Copied" || said.starts_with("Selected"), "{said}");
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        assert_ne!(
            browser.text("return document.querySelector('button.copy').textContent"),
            "Copy"
        );
        assert_eq!(browser.complaints(), Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver"]
async fn nothing_that_is_typed_or_stored_runs() {
    const EVIL: &str = "\"'></textarea><img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";
    with_browser(|browser, sandbox| {
        browser.open(&format!("{}?op=requestPINCode", sandbox.endpoint()));
        let evil = serde_json::to_string(EVIL).expect("is text");
        browser.run(&format!(
            "for (const box of document.querySelectorAll('input[type=text]')) box.value = {evil};
             document.querySelector('form button').click()"
        ));
        assert_eq!(browser.text("return document.title"), "requestPINCode");
        let value = browser.text("return document.getElementById('in-cfield0').value");
        assert_eq!(value, EVIL);
        assert_eq!(browser.run("return document.images.length"), 0);
        browser.open(&format!(
            "{}/API/API.asmx?op=%3Cscript%3Edocument.title='owned'%3C/script%3E",
            sandbox.url()
        ));
        assert_eq!(browser.text("return document.title"), "API");
        assert_eq!(browser.complaints(), Vec::<String>::new());

        // A plain page shows what is stored as it is, and the policy keeps it from doing anything.
        sandbox.change(|company| {
            company
                .nodes
                .iter_mut()
                .for_each(|node| EVIL.clone_into(&mut node.name));
        });
        let code = "/API/requestAuthCode.aspx?email=some@email.com&pwd=secretPassword";
        browser.open(&format!("{}{code}", sandbox.url()));
        browser.open(&format!(
            "{}/API/getUser.aspx?node=337366&authcode=code-1",
            sandbox.url()
        ));
        let page = sandbox.calls_of("getUser");
        assert_eq!(page[0].result.as_deref(), Some("OK"));
        let source = browser.send(
            "GET",
            &format!("/session/{}/source", browser.session),
            &Value::Null,
        );
        assert!(
            source
                .as_str()
                .is_some_and(|source| source.contains("<script>document.title")),
            "{source}"
        );
        let title = browser.send(
            "GET",
            &format!("/session/{}/title", browser.session),
            &Value::Null,
        );
        assert_ne!(title, "owned");
        assert!(
            browser
                .complaints()
                .iter()
                .any(|line| line.contains("Content Security Policy") || line.contains("sandboxed")),
            "the policy was needed"
        );
    })
    .await;
}

/// Forms in the manner of the guide's, on a page that is not the sandbox's.
#[tokio::test]
#[ignore = "needs chromium and chromedriver"]
async fn forms_of_other_pages_are_answered() {
    with_browser(|browser, sandbox| {
        let url = sandbox.url();
        let field = |name: &str, value: &str| format!("<input name='{name}' value='{value}'>");
        let sso = [
            field("ssoid", "123456"),
            field("pwd", "secretPassword"),
            field("company", "654321"),
        ]
        .concat();
        let ticket = [
            field("ssoid", "123456"),
            field("Password", "secretPassword"),
            field("CompanyID", "654321"),
        ]
        .concat();
        // The guide's own form for this page has the name and the value in one attribute.
        let broken = [
            "<input name='ssoid value='>",
            &field("Password", "secretPassword"),
            &field("CompanyID", "654321"),
        ]
        .concat();
        let download =
            format!("OK:{url}/TechConsole/DesktopApp/DownloadSSO.aspx?companyid=654321&ticket=");
        for (page, fields, expected) in [
            ("/API/requestAuthCodeSSO.aspx", sso, "OK AUTHCODE:code-1"),
            ("/SSO/GetDTCLoginTicket.aspx", ticket, download.as_str()),
            ("/SSO/GetDTCLoginTicket.aspx", broken, "MISSINGPARAMETERS"),
        ] {
            let form = format!(
                "<form method='post' action='{url}{page}'>{fields}<button>Send</button></form>"
            );
            let address: String = form_urlencoded::byte_serialize(form.as_bytes()).collect();
            browser.open(&format!("data:text/html,{}", address.replace('+', "%20")));
            browser.run("document.querySelector('button').click()");
            let source = || {
                let element = browser.post(
                    "/element",
                    &json!({"using": "css selector", "value": "body"}),
                );
                let id = element
                    .as_object()
                    .and_then(|element| element.values().next())
                    .and_then(Value::as_str);
                let path = format!(
                    "/session/{}/element/{}/text",
                    browser.session,
                    id.expect("a body")
                );
                browser
                    .send("GET", &path, &Value::Null)
                    .as_str()
                    .unwrap_or_default()
                    .to_owned()
            };
            let shown = (0..100)
                .map(|_| source())
                .find(|text| *text != "Send")
                .unwrap_or_default();
            assert!(shown.starts_with(expected), "{page}: {shown}");
        }
    })
    .await;
}

/// What stands under "As code" is a command that works.
#[tokio::test]
#[ignore = "needs curl"]
async fn the_command_of_curl_calls_the_sandbox() {
    let sandbox = start().await;
    let folder = std::env::temp_dir().join(format!("rescue-curl-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let odd = "it's \"odd\" $(x) \\ & <é>\nnext";
    let value: String = form_urlencoded::byte_serialize(odd.as_bytes()).collect();
    for protocol in ["soap11", "soap12", "post", "get"] {
        let form = format!("protocol={protocol}&cfield0={value}");
        let header = "Content-Type: application/x-www-form-urlencoded";
        let host = format!("Host: {}", sandbox.address());
        let page = common::send(
            sandbox.address(),
            format!(
                "POST /_sandbox/try?op=requestPINCode HTTP/1.1\r\n{host}\r\n{header}\r\nConnection: close\r\n\
                 Content-Length: {}\r\n\r\n{form}",
                form.len()
            )
            .as_bytes(),
        )
        .await
        .expect("is answered");
        let (_, rest) = page
            .body
            .split_once("<pre id=\"code-0\"")
            .expect("has the command");
        let (command, _) = rest
            .split_once('>')
            .expect("an end")
            .1
            .split_once("</pre>")
            .expect("an end");
        let command = command
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&amp;", "&");
        let ran = tokio::task::spawn_blocking({
            let folder = folder.clone();
            move || {
                Command::new("bash")
                    .args(["-c", &command])
                    .current_dir(folder)
                    .output()
            }
        });
        let ran = ran.await.expect("ends").expect("runs");
        assert!(ran.status.success(), "{ran:?}");
        let calls = sandbox.calls_of("requestPINCode");
        let [.., by_form, by_curl] = &calls[..] else {
            panic!("{calls:?}")
        };
        assert_eq!(by_curl.parameters, by_form.parameters, "{protocol}");
        assert_eq!(
            (by_curl.protocol, by_curl.status),
            (by_form.protocol, 200),
            "{protocol}"
        );
    }
    std::fs::remove_dir_all(&folder).expect("is removed");
}
