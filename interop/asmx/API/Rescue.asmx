<%@ WebService Language="C#" Class="Interop.Contract.Rescue" %>
