// Legacy.asmx: RPC/encoded, as old ASMX services still publish.
using System.Web.Services;
using System.Web.Services.Protocols;
using System.Xml.Serialization;

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

    // Each twice, so that the second is sent as a reference.
    [WebMethod]
    [SoapInclude(typeof(COIN))]
    public THING[] echoThings(THING[] things) {
        var list = new THING[2 * things.Length];
        things.CopyTo(list, 0);
        things.CopyTo(list, things.Length);
        return list;
    }
}

[SoapInclude(typeof(COIN))]
public class THING {
    public string sName;
    public int iSize;
    public string[] sTags;
    public THING inner;
}

public class COIN : THING {
    public double dRadius;
}
}
