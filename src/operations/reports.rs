//! Reports: what they are to be is set in the session, call by call, and then they are made.

use std::fmt;

use super::nothing;
use crate::api::{self, NodeRef, ReportArea, ReportOutput, operations};
use crate::aspx::{self, Found, Labelled, Problem};
use crate::client::Rescue;
use crate::error::Error;
use crate::pace::Limit;
use crate::page::Parameters;
use crate::reply::Reply;
use crate::table::{Table, TableError};

/// The calls about reports: [`Rescue::reports`].
///
/// What a report is to be about is kept by the service in the session that [`Rescue::login`] opens, and lost with it.
/// So these calls are never made again after a login of their own, and tasks that share a client overwrite each other's
/// settings. [`fetch`](Self::fetch) does both right: it sets everything, makes the report, and starts over where the
/// session is over.
///
/// The service makes one report in 60 seconds. Whether an authentication code is enough for the settings is not known;
/// it is sent with the report itself, where it is documented.
#[derive(Debug, Clone, Copy)]
pub struct Reports<'r>(pub(super) &'r Rescue);

/// What a report is about. The numbers are those that pages take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Area {
    /// Sessions, 0.
    Session,
    /// Surveys of customers, 1.
    CustomerSurvey,
    /// Logins, 2: by page only.
    Login,
    /// Missed sessions, 3: by page only.
    MissedSessions,
    /// Performance, 4.
    Performance,
    /// Chats, 5.
    ChatLog,
    /// Custom fields, 6: by page only.
    CustomFields,
    /// Transferred sessions, 7: by page only.
    TransferredSessions,
    /// Surveys of technicians, 8.
    TechnicianSurvey,
    /// Chats of collaboration, 9.
    CollaborationChatLog,
    /// Failed sessions, 10.
    FailedSession,
    /// Transferred sessions with more columns, 16: by page only.
    TransferredSessionsExtended,
    /// An area that this version has no name for: by page only.
    Number(u8),
}

impl Area {
    /// Its number on pages. The names are those of client code.
    pub fn number(self) -> u8 {
        match self {
            Self::Session => 0,
            Self::CustomerSurvey => 1,
            Self::Login => 2,
            Self::MissedSessions => 3,
            Self::Performance => 4,
            Self::ChatLog => 5,
            Self::CustomFields => 6,
            Self::TransferredSessions => 7,
            Self::TechnicianSurvey => 8,
            Self::CollaborationChatLog => 9,
            Self::FailedSession => 10,
            Self::TransferredSessionsExtended => 16,
            Self::Number(number) => number,
        }
    }

    /// Its name over SOAP, where that is known.
    fn soap(self) -> Option<ReportArea> {
        Some(match self {
            Self::Session => ReportArea::Session,
            Self::CustomerSurvey => ReportArea::CustomerSurvey,
            Self::Performance => ReportArea::Performance,
            Self::ChatLog => ReportArea::ChatLog,
            Self::TechnicianSurvey => ReportArea::TechnicianSurvey,
            Self::CollaborationChatLog => ReportArea::CollaborationChatLog,
            Self::FailedSession => ReportArea::FailedSession,
            _ => return None,
        })
    }
}

/// A day, which the service takes as month, day and year: `3/27/2024`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReportDate {
    year: u16,
    month: u8,
    day: u8,
}

impl ReportDate {
    /// A day of the calendar, `None` where there is no such day, or the year has not four digits.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let is_leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 if is_leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        ((1..=days).contains(&day) && (1000..=9999).contains(&year)).then_some(Self {
            year,
            month,
            day,
        })
    }

    /// Over SOAP it has leading zeros.
    fn padded(self) -> String {
        format!("{:02}/{:02}/{}", self.month, self.day, self.year)
    }
}

impl fmt::Display for ReportDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.month, self.day, self.year)
    }
}

/// A time of day: `9:05:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReportTime {
    hour: u8,
    minute: u8,
    second: u8,
}

impl ReportTime {
    /// A time of day, `None` where there is no such time.
    pub fn new(hour: u8, minute: u8, second: u8) -> Option<Self> {
        (hour < 24 && minute < 60 && second < 60).then_some(Self {
            hour,
            minute,
            second,
        })
    }
}

impl fmt::Display for ReportTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{:02}:{:02}", self.hour, self.minute, self.second)
    }
}

/// Whether a report lists or counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReportType {
    /// `LISTALL`.
    ListAll,
    /// `SUMMARY`.
    Summary,
    /// A word that this version does not know.
    Other(String),
}

impl ReportType {
    /// The word of the service.
    pub fn as_str(&self) -> &str {
        match self {
            Self::ListAll => "LISTALL",
            Self::Summary => "SUMMARY",
            Self::Other(word) => word,
        }
    }
}

/// Whose sessions a report is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportSource {
    node: i32,
    kind: NodeRef,
}

impl ReportSource {
    /// A technician or group.
    pub fn node(node: i32) -> Self {
        Self::of(node, NodeRef::Node)
    }

    /// A channel.
    pub fn channel(node: i32) -> Self {
        Self::of(node, NodeRef::Channel)
    }

    /// Another kind: [`Reports::get_v2`] takes `EXTERNALROOT`, `EXTERNALTECH` and `EXTERNALGROUP`. The guide has them
    /// for the page.
    pub fn other(node: i32, kind: impl Into<String>) -> Self {
        Self::of(node, NodeRef::Unrecognized(kind.into()))
    }

    fn of(node: i32, kind: NodeRef) -> Self {
        Self { node, kind }
    }

    fn parameters(&self) -> Parameters<'_> {
        vec![
            ("node", self.node.to_string().into()),
            ("nodetype", self.kind.as_str().into()),
        ]
    }
}

/// What a report is to be, for [`Reports::fetch`]. What is not set stays as the service has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ReportSettings {
    /// What it is about.
    pub area: Option<Area>,
    /// Whether it lists or counts.
    pub report_type: Option<ReportType>,
    /// Its first and last day.
    pub dates: Option<(ReportDate, ReportDate)>,
    /// The times of day that it is about.
    pub times: Option<(ReportTime, ReportTime)>,
    /// Minutes from UTC.
    pub time_zone: Option<i32>,
    /// XML or text.
    pub output: Option<ReportOutput>,
    /// What stands after each cell of a text.
    pub delimiter: Option<String>,
}

/// A setting that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReportSetting {
    /// `getReportArea.aspx`.
    Area,
    /// `getReportDate.aspx`.
    Date,
    /// `getReportTime.aspx`.
    Time,
    /// `getDelimiter.aspx`.
    Delimiter,
    /// `getOutput.aspx`.
    Output,
    /// `getTimezone.aspx`.
    TimeZone,
}

/// A report: a table of text, or XML.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Report(String);

impl Report {
    /// The text as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is XML, as after [`Reports::set_output`].
    pub fn is_xml(&self) -> bool {
        self.0.trim_start().starts_with('<')
    }

    /// The table in it: in a text with the delimiter that was set, which is `|` where none was; XML has none, and is read
    /// as [`Table::read_xml`] says.
    ///
    /// # Errors
    /// The text has no header with the delimiter in it, or the XML has another layout.
    pub fn table(&self, delimiter: &str) -> Result<Table, TableError> {
        if self.is_xml() {
            Table::read_xml(self.0.trim_start())
        } else {
            Table::read(&self.0, delimiter)
        }
    }
}

/// Calls an operation over SOAP where that is spoken, and its page elsewhere, without a login where there is none.
macro_rules! once {
    ($rescue:expr, $operation:ident $request:expr => $made:expr,
     $page:literal $parameters:expr => $parse:expr) => {{
        let rescue: &Rescue = $rescue;
        if rescue.speaks_soap() {
            let success = &operations::success::$operation;
            rescue
                .soap(&operations::$operation, success, &$request, $made)
                .await
        } else {
            rescue.page_once($page, &$parameters, $parse).await
        }
    }};
}

impl Reports<'_> {
    /// Sets what is given and makes the report, by `getReport_v2`. Tasks that share the client wait for each other.
    /// Where the session is over, and [`Rescue::with_login`] says who logs in, all of it is done again.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn fetch(
        &self,
        settings: &ReportSettings,
        source: &ReportSource,
    ) -> Result<Reply<Report>, Error> {
        let _turn = self.0.report_turn().await;
        self.0
            .attempt(|| async {
                self.set(settings).await?;
                self.get_v2(source).await
            })
            .await
    }

    async fn set(&self, settings: &ReportSettings) -> Result<(), Error> {
        if let Some(area) = settings.area {
            self.set_area(area).await?;
        }
        if let Some(report_type) = &settings.report_type {
            self.set_type(report_type).await?;
        }
        if let Some((begin, end)) = settings.dates {
            self.set_date(begin, end).await?;
        }
        if let Some((begin, end)) = settings.times {
            self.set_time(begin, end).await?;
        }
        if let Some(minutes) = settings.time_zone {
            self.set_time_zone(minutes).await?;
        }
        if let Some(output) = &settings.output {
            self.set_output(output).await?;
        }
        if let Some(delimiter) = &settings.delimiter {
            self.set_delimiter(delimiter).await?;
        }
        Ok(())
    }

    /// Makes a report by the method `getReport`, as it was set. Inferred over SOAP: that it takes no authentication code,
    /// as no source has one; of its words only `OK` is known.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn get(&self, source: &ReportSource) -> Result<Reply<Report>, Error> {
        self.0.wait(Limit::Report).await;
        once!(
            self.0,
            GET_REPORT api::GetReport { i_node_id: source.node, e_node_ref: source.kind.clone() } => |answer| report(answer.s_report.as_ref()),
            "getReport" source.parameters() => report_of_page
        )
    }

    /// Makes a report by the method `getReport_v2`, as it was set. Inferred over SOAP: that its words are those of
    /// `getReport`, and the name of the authentication code, from other methods.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn get_v2(&self, source: &ReportSource) -> Result<Reply<Report>, Error> {
        self.0.wait(Limit::Report).await;
        let code = self.0.code();
        let mut parameters = source.parameters();
        parameters.extend(code.as_ref().map(|code| ("authcode", code.expose().into())));
        once!(
            self.0,
            GET_REPORT_V2 api::GetReportV2 {
                i_node_id: source.node,
                e_node_ref: source.kind.clone(),
                s_auth_code: code.clone(),
            } => |answer| report(answer.s_report.as_ref()),
            "getReport_v2" parameters => report_of_page
        )
    }

    /// Sets what reports are about: by the method `setReportArea` where the area has a name over SOAP and that is
    /// spoken, elsewhere by the page, and by `setReportArea_v8.aspx` where its number is above 10. Over SOAP none of
    /// its words is documented. Inferred there: that it takes no authentication code, as no source has one.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn set_area(&self, area: Area) -> Result<Reply<()>, Error> {
        if let Some(e_report_area) = area.soap().filter(|_| self.0.speaks_soap()) {
            let request = api::SetReportArea { e_report_area };
            return self
                .0
                .soap(
                    &operations::SET_REPORT_AREA,
                    &operations::success::SET_REPORT_AREA,
                    &request,
                    nothing,
                )
                .await;
        }
        let page = if area.number() > 10 {
            "setReportArea_v8"
        } else {
            "setReportArea"
        };
        self.page(page, "area", area.number().to_string()).await
    }

    /// Sets the first and the last day that reports are about, by the method `setReportDate`. Over SOAP none of its
    /// words is documented. Inferred there: that it takes no authentication code, as no source has one.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn set_date(&self, begin: ReportDate, end: ReportDate) -> Result<Reply<()>, Error> {
        once!(
            self.0,
            SET_REPORT_DATE api::SetReportDate {
                s_begin_date: Some(begin.padded()),
                s_end_date: Some(end.padded()),
            } => nothing,
            "setReportDate" vec![
                ("bdate", begin.to_string().into()),
                ("edate", end.to_string().into()),
            ] => aspx::ok
        )
    }

    /// Sets the first and the last moment that reports are about, by the page `setReportDate_v2.aspx`. Clients
    /// disagree on its spelling over SOAP.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn set_date_v2(
        &self,
        begin: (ReportDate, ReportTime),
        end: (ReportDate, ReportTime),
    ) -> Result<Reply<()>, Error> {
        let moment = |(date, time): (ReportDate, ReportTime)| format!("{date} {time}").into();
        let parameters = vec![("bdate", moment(begin)), ("edate", moment(end))];
        self.0
            .page_once("setReportDate_v2", &parameters, aspx::ok)
            .await
    }

    /// Sets the times of day that reports are about, by the method `setReportTime`. Inferred: the format, from
    /// `setReportDate_v2`. Over SOAP none of its words is documented. Inferred there: that it takes no authentication
    /// code, as no source has one.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn set_time(&self, begin: ReportTime, end: ReportTime) -> Result<Reply<()>, Error> {
        once!(
            self.0,
            SET_REPORT_TIME api::SetReportTime {
                s_begin_time: Some(begin.to_string()),
                s_end_time: Some(end.to_string()),
            } => nothing,
            "setReportTime" vec![
                ("btime", begin.to_string().into()),
                ("etime", end.to_string().into()),
            ] => aspx::ok
        )
    }

    /// Sets what stands after each cell of a text, by the method `setDelimiter`. Nothing is escaped: take one that is
    /// in no cell. Over SOAP none of its words is documented. Inferred there: that it takes no authentication code, as
    /// no source has one.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn set_delimiter(&self, delimiter: &str) -> Result<Reply<()>, Error> {
        once!(
            self.0,
            SET_DELIMITER api::SetDelimiter { s_delimiter: Some(delimiter.to_owned()) } => nothing,
            "setDelimiter" vec![("delimiter", delimiter.into())] => aspx::ok
        )
    }

    /// Sets whether reports are XML or text, by the method `setOutput`. Over SOAP none of its words is documented.
    /// Inferred there: that it takes no authentication code, as no source has one.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn set_output(&self, output: &ReportOutput) -> Result<Reply<()>, Error> {
        once!(
            self.0,
            SET_OUTPUT api::SetOutput { e_output: output.clone() } => nothing,
            "setOutput" vec![("output", output.as_str().into())] => aspx::ok
        )
    }

    /// Sets the minutes from UTC that reports go by, by the page `setTimezone.aspx`. Its spelling over SOAP is not
    /// known.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn set_time_zone(&self, minutes: i32) -> Result<Reply<()>, Error> {
        self.page("setTimezone", "timezone", minutes.to_string())
            .await
    }

    /// Sets whether reports list or count, by the page `setReportType.aspx`. Its shape over SOAP is not known.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind); [`NotSupported`](crate::ReturnValue::NotSupported) for some areas.
    pub async fn set_type(&self, report_type: &ReportType) -> Result<Reply<()>, Error> {
        self.page("setReportType", "type", report_type.as_str().to_owned())
            .await
    }

    /// Sets the format of dates by the page `setDateFormat.aspx`; the guide has `DDMMYY`. Its shape over SOAP is not
    /// known.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn set_date_format(&self, format: &str) -> Result<Reply<()>, Error> {
        self.page("setDateFormat", "dateformat", format.to_owned())
            .await
    }

    /// Whether reports list or count, by the page `getReportType.aspx`. Its shape over SOAP is not known.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn report_type(&self) -> Result<Reply<ReportType>, Error> {
        self.0
            .page_once("getReportType", &Vec::new(), type_of_page)
            .await
    }

    /// A setting as its page shows it after `OK`. Neither the text of these pages nor their spelling over SOAP is
    /// documented, so that the text is given as it came.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn setting(&self, setting: ReportSetting) -> Result<Reply<String>, Error> {
        let page = match setting {
            ReportSetting::Area => "getReportArea",
            ReportSetting::Date => "getReportDate",
            ReportSetting::Time => "getReportTime",
            ReportSetting::Delimiter => "getDelimiter",
            ReportSetting::Output => "getOutput",
            ReportSetting::TimeZone => "getTimezone",
        };
        let parse = |text: &str| Ok(Found::only(aspx::data(text)?.to_owned()));
        self.0.page_once(page, &Vec::new(), parse).await
    }

    async fn page(
        &self,
        page: &'static str,
        name: &'static str,
        value: String,
    ) -> Result<Reply<()>, Error> {
        let parameters = vec![(name, value.into())];
        self.0.page_once(page, &parameters, aspx::ok).await
    }
}

fn report(text: Option<&String>) -> Result<Report, String> {
    super::brought(text, "sReport").map(Report)
}

fn report_of_page(text: &str) -> Result<Found<Report>, Problem> {
    Ok(Found::only(Report(aspx::data(text)?.to_owned())))
}

fn type_of_page(text: &str) -> Result<Found<ReportType>, Problem> {
    let lines = Labelled::read(aspx::data(text)?, &["REPORTTYPE"], &[])?;
    let value = lines.required("REPORTTYPE", "a word", |word| {
        Some(match word {
            "LISTALL" => ReportType::ListAll,
            "SUMMARY" => ReportType::Summary,
            other => ReportType::Other(other.to_owned()),
        })
    })?;
    Ok(Found {
        value,
        has_more: lines.has_more,
    })
}

#[cfg(test)]
mod tests {
    use super::{ReportDate, ReportTime};

    #[test]
    fn dates_are_those_of_the_calendar() {
        let date = ReportDate::new(2024, 2, 29).unwrap();
        assert_eq!(
            (date.to_string(), date.padded()),
            ("2/29/2024".to_owned(), "02/29/2024".to_owned())
        );
        for (year, month, day) in [
            (2023, 2, 29),
            (1900, 2, 29),
            (2024, 4, 31),
            (2024, 13, 1),
            (2024, 0, 1),
            (2024, 1, 0),
            (24, 1, 1),
        ] {
            assert_eq!(
                ReportDate::new(year, month, day),
                None,
                "{year} {month} {day}"
            );
        }
        assert_eq!(ReportTime::new(9, 5, 0).unwrap().to_string(), "9:05:00");
        assert_eq!(
            (
                ReportTime::new(24, 0, 0),
                ReportTime::new(0, 60, 0),
                ReportTime::new(0, 0, 60)
            ),
            (None, None, None)
        );
    }
}
