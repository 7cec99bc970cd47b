// Legacy.asmx: RPC/encoded, as old ASMX services still publish.
using System.Web.Services;
using System.Web.Services.Protocols;

namespace Interop {

[WebService(Namespace = Account.Namespace)]
[SoapRpcService]
[WebServiceBinding(ConformsTo = WsiProfiles.None)]
public class Legacy : WebService {
    [WebMethod]
    public requestAuthCodeRet requestAuthCode(string sEmail, string sPassword, out string sAuthCode) {
        return new API().requestAuthCode(sEmail, sPassword, out sAuthCode);
    }

    [WebMethod]
    public ADDRESS[] getAddresses(int n) {
        var list = new ADDRESS[n];
        for (int i = 0; i < n; i++) list[i] = new ADDRESS { sKind = "k" + i, sStreet = "s" + i };
        return list;
    }
}
}
