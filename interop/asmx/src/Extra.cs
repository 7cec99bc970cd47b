// Extra.asmx: what else an ASMX contract may carry: headers, one-way, bare, DataSet, raw XML,
// overloads and ref parameters.
using System;
using System.Data;
using System.Web.Services;
using System.Web.Services.Protocols;
using System.Xml;

namespace Interop {

public class AuthHeader : SoapHeader { public string sAuthCode; public int iVersion; }
public class TicketHeader : SoapHeader { public string sTicket; }

[WebService(Namespace = Account.Namespace)]
[WebServiceBinding(ConformsTo = WsiProfiles.None)]
public class Extra : WebService {
    public AuthHeader auth;
    public TicketHeader ticket;

    [WebMethod, SoapHeader("auth"), SoapHeader("ticket", Direction = SoapHeaderDirection.Out)]
    public string withHeader(string s) {
        ticket = new TicketHeader { sTicket = "T-" + (auth == null ? "none" : auth.sAuthCode + "/" + auth.iVersion) };
        return s;
    }

    [WebMethod, SoapDocumentMethod(OneWay = true)]
    public void notify(string sMessage) { }

    [WebMethod, SoapDocumentMethod(ParameterStyle = SoapParameterStyle.Bare)]
    public ADDRESS bareEcho(ADDRESS oIn) { return oIn; }

    [WebMethod]
    public DataSet getReport(int iRows) {
        var report = new DataSet("REPORT");
        var table = report.Tables.Add("ROW");
        table.Columns.Add("iID", typeof(int));
        table.Columns.Add("sName", typeof(string));
        table.Columns.Add("dtWhen", typeof(DateTime));
        var start = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (int i = 0; i < Math.Min(iRows, 1000); i++)
            table.Rows.Add(i, i % 2 == 0 ? (object)DBNull.Value : "row " + i, start.AddHours(i));
        return report;
    }

    [WebMethod]
    public XmlNode getXml(string sName) {
        var document = new XmlDocument();
        document.LoadXml("<r xmlns='urn:r'><a b='1'>text<c/></a></r>");
        document.DocumentElement.SetAttribute("name", sName);
        return document.DocumentElement;
    }

    // Two operations of one name, told apart by their messages.
    [WebMethod(MessageName = "findByID")] public string find(int iID) { return "id " + iID; }
    [WebMethod(MessageName = "findByName")] public string find(string sName) { return "name " + sName; }

    [WebMethod] public void swap(ref string a, ref int b) { a = a + "!"; b = b + 1; }

    [WebMethod] public object anyValue(object o) { return o; }
}
}
