<%@ Page Language="C#" EnableViewState="false" ContentType="text/html" %><%
Response.Write(Interop.Pages.RequestAuthCode(Request["email"], Request["pwd"]));
%>
