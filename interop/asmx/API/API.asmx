<%@ WebService Language="C#" Class="Interop.API" %>
