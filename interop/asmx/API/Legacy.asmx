<%@ WebService Language="C#" Class="Interop.Legacy" %>
