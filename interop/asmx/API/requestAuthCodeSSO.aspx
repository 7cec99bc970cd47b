<%@ Page Language="C#" EnableViewState="false" ContentType="text/html" %><%
Response.Write(Interop.Pages.RequestAuthCodeSso(Request["ssoid"], Request["pwd"], Request["company"]));
%>
