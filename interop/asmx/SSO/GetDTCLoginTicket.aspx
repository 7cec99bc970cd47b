<%@ Page Language="C#" EnableViewState="false" ContentType="text/html" %><%
Response.Write(Interop.Pages.LoginTicket(Request["ssoid"], Request["Password"], Request["CompanyID"], Request["arch"]));
%>
