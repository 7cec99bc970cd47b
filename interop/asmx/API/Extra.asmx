<%@ WebService Language="C#" Class="Interop.Extra" %>
