// HttpWebRequest as a peer, for the `.aspx` pages: Pages.exe ORIGIN, where ORIGIN is for example http://127.0.0.1:8080
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;

static class Pages {
    static string origin;

    static int Main(string[] arguments) {
        origin = arguments[0];
        foreach (var method in new[] { "GET", "POST" }) {
            Check(method, "right-credentials", "/API/requestAuthCodeSSO.aspx", "ssoid", "pwd", "company", Account("PASSWORD"), text =>
                Words(text).Length == 2 && Words(text)[0] == "OK" && Words(text)[1].StartsWith("AUTHCODE:") && Words(text)[1].Length >= 19);
            Check(method, "wrong-password", "/API/requestAuthCodeSSO.aspx", "ssoid", "pwd", "company", Account("WRONG"), text =>
                text.Trim() == "INVALID");
            Check(method, "login-ticket", "/SSO/GetDTCLoginTicket.aspx", "ssoid", "Password", "CompanyID", Account("PASSWORD"), text =>
                text.StartsWith("OK:") && Uri.IsWellFormedUriString(text.Substring(3).Trim(), UriKind.Absolute)
                && text.Contains("companyid=" + Account("COMPANY")) && text.Contains("ticket=") && text.Contains("arch=64"));
            Check(method, "login-ticket-wrong-password", "/SSO/GetDTCLoginTicket.aspx", "ssoid", "Password", "CompanyID", Account("WRONG"), text =>
                text.Trim() == "INVALIDPASSWORD");
        }
        return 0;
    }

    static void Check(string method, string name, string page, string id, string password, string company, string value, Func<string, bool> wanted) {
        var parameters = new Dictionary<string, string> { { id, Account("SSO_ID") }, { password, value }, { company, Account("COMPANY") } };
        if (page.StartsWith("/SSO/")) parameters["arch"] = "64";
        bool ok = false;
        string got;
        try {
            string text = Send(method, page, parameters);
            ok = wanted(text);
            // Only the first word is shown, and no more than 40 characters of it: what follows is a code or a ticket.
            string word = text.Split('\n', ':')[0].Trim();
            got = page + " " + word.Substring(0, Math.Min(40, word.Length)) + ", " + text.Length + " characters";
        } catch (Exception error) {
            got = page + " " + error.GetType().Name + ": " + error.Message;
        }
        Console.WriteLine((ok ? "ok " : "no ") + name + " " + method + " " + got.Split('\n')[0]);
    }

    static string Send(string method, string page, Dictionary<string, string> parameters) {
        string form = string.Join("&", parameters.Select(p => p.Key + "=" + Uri.EscapeDataString(p.Value)));
        var request = (HttpWebRequest)WebRequest.Create(origin + page + (method == "GET" ? "?" + form : ""));
        request.Method = method;
        request.Timeout = 30000;
        if (method == "POST") {
            var bytes = Encoding.UTF8.GetBytes(form);
            request.ContentType = "application/x-www-form-urlencoded";
            using (var body = request.GetRequestStream()) body.Write(bytes, 0, bytes.Length);
        }
        using (var reply = request.GetResponse())
        using (var reader = new StreamReader(reply.GetResponseStream())) return reader.ReadToEnd();
    }

    static string[] Words(string text) { return text.Split(new[] { ' ', '\r', '\n' }, StringSplitOptions.RemoveEmptyEntries); }

    static string Account(string name) { return Environment.GetEnvironmentVariable(name) ?? ""; }
}
