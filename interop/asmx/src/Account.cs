// The demonstration account every part of the service answers for, and the reply texts of the
// `.aspx` pages. Credentials come in, words and codes go out; the SOAP shapes are in API.cs.
using System.Linq;

namespace Interop {

public static class Account {
    public const string Namespace = "https://secure.logmeinrescue.com/API/API.asmx";
    public const string SsoId = "123456";
    public const string Password = "secretPassword";
    public const string Company = "654321";
    public const string Email = "some@email.com";

    // Not a code of any real account: 79 characters, as long as the ones the service hands out.
    public const string AuthCode = "interop0authentication0code0of0the0demonstration0account0not0a0real0one00000000";

    public static bool SsoMatches(string id, string password, string company) {
        return id == SsoId && password == Password && company == Company;
    }

    public static bool EmailMatches(string email, string password) {
        return email == Email && password == Password;
    }

    public static bool IsNumber(string text) {
        return (text ?? "").All(c => c >= '0' && c <= '9');
    }
}

// What the `.aspx` twins answer: a word, or `OK`, an empty line and a labelled value.
public static class Pages {
    public static string RequestAuthCodeSso(string id, string password, string company) {
        if (!Account.IsNumber(company)) return "INVALIDPARAM_COMPANY";
        return Code(Account.SsoMatches(id, password, company));
    }

    public static string RequestAuthCode(string email, string password) {
        return Code(Account.EmailMatches(email, password));
    }

    public static string LoginTicket(string id, string password, string company, string arch) {
        if (new[] { id, password, company }.Any(string.IsNullOrEmpty)) return "MISSINGPARAMETERS";
        if (company != Account.Company) return "INVALIDCOMPANYID";
        if (!Account.SsoMatches(id, password, company)) return "INVALIDPASSWORD";
        return "OK:https://secure.logmeinrescue.com/TechConsole/DesktopApp/DownloadSSO.aspx?companyid=" + company
            + "&ticket=00000000-1111-2222-3333-444444444444" + (arch == "64" ? "&arch=64" : "");
    }

    static string Code(bool ok) {
        return ok ? "OK\n\nAUTHCODE:" + Account.AuthCode : "INVALID";
    }
}
}
