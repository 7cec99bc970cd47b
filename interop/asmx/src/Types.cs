// The types API.asmx sends and takes: a record for long lists, and one of every kind of type the
// ASMX serialiser knows. The comments say what each becomes in the schema or on the wire.
using System;
using System.ComponentModel;
using System.Xml;
using System.Xml.Serialization;

namespace Interop {

public enum SESSION_STATUS { SESSION_WAITING, SESSION_ACTIVE, SESSION_CLOSED, [XmlEnum("SESSION TIMED OUT")] SESSION_TIMED_OUT }

public class SESSION_V3 {
    public int iID;
    public long iTicket;
    public string sTech;
    public string sNote;
    public SESSION_STATUS eStatus;
    public DateTime dtStart;
    public DateTime? dtEnd;                        // minOccurs=1, nillable
    public bool bLead;
    public decimal mCost;
    public int? iRating;
    public double dLoad;
}

[XmlInclude(typeof(CIRCLE)), XmlInclude(typeof(SQUARE)), XmlInclude(typeof(RINGED))]
public abstract class SHAPE { public string sName; [XmlAttribute] public int iLayer; }
public class CIRCLE : SHAPE { public double dRadius; }
public class SQUARE : SHAPE { public double dSide; public SHAPE oInner; }
public class RINGED : CIRCLE { public double[] aRings; }

public class ADDRESS {
    [XmlAttribute("kind")] public string sKind;
    [XmlAttribute("verified")] public bool bVerified;
    public string sStreet;
    public string sCity;
}

public class TAGGED { [XmlAttribute] public string lang; [XmlText] public string Value; }   // simpleContent

[Flags] public enum RIGHTS { None = 0, Read = 1, Write = 2, Admin = 4 }                     // xs:list of an enumeration

public class ALLTYPES {
    public bool bBool;
    public sbyte i8; public byte u8; public short i16; public ushort u16;
    public int i32; public uint u32; public long i64; public ulong u64;
    public float f32; public double f64; public decimal mDec;
    public char cChar;                             // of http://microsoft.com/wsdl/types/, a number on the wire
    public Guid gGuid;                             // of http://microsoft.com/wsdl/types/
    public string sText;
    public DateTime dtWhen;
    [XmlElement(DataType = "date")] public DateTime dDate;
    [XmlElement(DataType = "time")] public DateTime tTime;
    [XmlElement(DataType = "duration")] public string sDuration;
    [XmlElement(DataType = "anyURI")] public string sUri;
    [XmlElement(DataType = "hexBinary")] public byte[] hBytes;
    public byte[] bBytes;                          // base64Binary
    public XmlQualifiedName qName;
    public SESSION_STATUS eStatus;
    public RIGHTS eRights;
    public int? iMaybe; public bool? bMaybe; public DateTime? dtMaybe;
    public Guid? gMaybe; public SESSION_STATUS? eMaybe; public decimal? mMaybe;
    [XmlElement(IsNullable = true)] public string sNil;
    public int iOpt; [XmlIgnore] public bool iOptSpecified;   // minOccurs=0
    [DefaultValue(7)] public int iDefault = 7;                // left out when it is 7
    public int[] aInts;
    public string[] aStrings;                      // its items are nillable
    public int?[] aMaybeInts;
    public byte[][] aBlobs;
    [XmlElement("sFlat")] public string[] aFlat;   // repeated without a wrapper
    [XmlArray("aNamed"), XmlArrayItem("item", IsNullable = false)] public string[] aNamed;
    public int[][] aaInts;                         // ArrayOfArrayOfInt
    public ADDRESS oAddress;
    public ADDRESS[] aAddresses;
    public SHAPE oShape;                           // abstract: xsi:type on the wire
    public SHAPE[] aShapes;
    [XmlElement("circle", typeof(CIRCLE)), XmlElement("square", typeof(SQUARE))] public SHAPE oChoice;   // xs:choice
    public TAGGED oTagged;
    public object oAny;                            // an element without a type
    public ALLTYPES oSelf;
}

// Fixed values, so that a client can compare what it read field by field.
public static class Samples {
    public static SESSION_V3[] Sessions(int count) {
        var sessions = new SESSION_V3[Math.Max(0, count)];
        var start = new DateTime(2024, 2, 29, 12, 0, 0, DateTimeKind.Utc);
        for (int i = 0; i < sessions.Length; i++) sessions[i] = new SESSION_V3 {
            iID = 1000000000 + i,
            iTicket = 9007199254740993L + i,       // past what a double holds
            sTech = "Technician " + i % 97,
            sNote = i % 10 == 0 ? "R&D <note> \"" + i + "\" – čeština" : i % 7 == 0 ? null : "Note of session " + i,
            eStatus = (SESSION_STATUS)(i % 4),
            dtStart = start.AddSeconds(i),
            dtEnd = i % 3 == 0 ? (DateTime?)null : start.AddSeconds(i + 61.5),
            bLead = i % 2 == 0,
            mCost = i / 100m,
            iRating = i % 5 == 0 ? (int?)null : i % 11,
            dLoad = i / 8.0
        };
        return sessions;
    }

    public static ALLTYPES All(bool deep) {
        return new ALLTYPES {
            bBool = true,
            i8 = -8, u8 = 8, i16 = -16, u16 = 16,
            i32 = int.MinValue, u32 = uint.MaxValue, i64 = long.MinValue, u64 = ulong.MaxValue,
            f32 = float.NegativeInfinity, f64 = double.NaN, mDec = 79228162514264337593543950335m,
            cChar = 'Ω',
            gGuid = new Guid("00112233-4455-6677-8899-aabbccddeeff"),
            sText = " lead & trail <>\"' \r\n\ttab ",
            dtWhen = new DateTime(2012, 2, 16, 9, 0, 0, 123, DateTimeKind.Utc).AddTicks(4567),
            dDate = new DateTime(2012, 2, 29), tTime = new DateTime(1, 1, 1, 23, 59, 58), sDuration = "P1DT2H",
            sUri = "urn:x?a=1&b=2",
            hBytes = new byte[] { 0, 255, 16 }, bBytes = new byte[] { 0, 255, 16, 1 },
            qName = new XmlQualifiedName("thing", "urn:q"),
            eStatus = SESSION_STATUS.SESSION_TIMED_OUT, eRights = RIGHTS.Read | RIGHTS.Admin,
            iMaybe = 1, dtMaybe = new DateTime(2012, 2, 16, 9, 0, 0), eMaybe = SESSION_STATUS.SESSION_ACTIVE, mMaybe = 0.10m,
            iOpt = 5, iOptSpecified = deep,
            aInts = new[] { 1, -2, 3 }, aStrings = new[] { "a", null, "" }, aMaybeInts = new int?[] { 1, null },
            aBlobs = new[] { new byte[] { 1 }, new byte[0], null },
            aFlat = new[] { "x", "y" }, aNamed = new[] { "n1" }, aaInts = new[] { new[] { 1, 2 }, new int[0] },
            oAddress = new ADDRESS { sKind = "home", bVerified = true, sStreet = "Fő u. 1", sCity = "Budapest" },
            aAddresses = new[] { new ADDRESS { sKind = "a" }, null },
            oShape = new SQUARE { sName = "sq", iLayer = 2, dSide = 2.5,
                                  oInner = new RINGED { sName = "r", dRadius = 1, aRings = new[] { 0.5, 1.5 } } },
            aShapes = new SHAPE[] { new CIRCLE { dRadius = 3 }, new SQUARE { dSide = 4 } },
            oChoice = new CIRCLE { dRadius = 9 },
            oTagged = new TAGGED { lang = "en", Value = "tagged text" },
            oAny = 42,
            oSelf = deep ? All(false) : null
        };
    }
}
}
