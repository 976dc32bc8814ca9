//! Numbers, plural forms, lists and dates as a language writes them, from the Unicode CLDR data.

use std::sync::OnceLock;

use icu_calendar::{Date, Iso};
use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::YMDE;
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_decimal::options::DecimalFormatterOptions;
use icu_list::ListFormatter;
use icu_list::options::ListFormatterOptions;
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralOperands, PluralRules};

use super::host::locale;

/// The formatters of one language, each made when it is first needed.
#[derive(Debug)]
pub(super) struct Formatters {
    language: String,
    locale: OnceLock<Locale>,
    plural: OnceLock<Option<PluralRules>>,
    decimal: OnceLock<Option<DecimalFormatter>>,
    and: OnceLock<Option<ListFormatter>>,
    or: OnceLock<Option<ListFormatter>>,
    date: OnceLock<Option<DateTimeFormatter<YMDE>>>,
}

impl Formatters {
    /// For a language tag such as `fr`. An unknown one writes as the root of the Unicode data does.
    pub(super) fn new(language: &str) -> Self {
        Self {
            language: language.to_owned(),
            locale: OnceLock::new(),
            plural: OnceLock::new(),
            decimal: OnceLock::new(),
            and: OnceLock::new(),
            or: OnceLock::new(),
            date: OnceLock::new(),
        }
    }

    fn locale(&self) -> Locale {
        let read = || Locale::try_from_str(locale(&self.language)).unwrap_or(Locale::UNKNOWN);
        self.locale.get_or_init(read).clone()
    }

    /// The CLDR plural category of a number.
    pub(super) fn category(&self, number: &Decimal) -> PluralCategory {
        let rules = self.plural.get_or_init(|| PluralRules::try_new_cardinal(self.locale().into()).ok());
        let operands = PluralOperands::from(number);
        rules.as_ref().map_or(PluralCategory::Other, |rules| rules.category_for(operands))
    }

    /// The number with the language's separators.
    pub(super) fn number(&self, number: &Decimal) -> String {
        let new = || DecimalFormatter::try_new(self.locale().into(), DecimalFormatterOptions::default()).ok();
        match self.decimal.get_or_init(new) {
            Some(formatter) => formatter.format(number).to_string(),
            None => number.to_string(),
        }
    }

    /// « a, b et c », or « a, b ou c ».
    pub(super) fn list(&self, items: &[String], or: bool) -> String {
        let new_and =
            || ListFormatter::try_new_and(self.locale().into(), ListFormatterOptions::default()).ok();
        let new_or = || ListFormatter::try_new_or(self.locale().into(), ListFormatterOptions::default()).ok();
        let formatter = if or { self.or.get_or_init(new_or) } else { self.and.get_or_init(new_and) };
        match formatter {
            Some(formatter) => formatter.format(items.iter()).to_string(),
            None => items.join(", "),
        }
    }

    /// Day of the week, day, month and year, in full.
    pub(super) fn date(&self, date: Date<Iso>) -> String {
        let new = || DateTimeFormatter::try_new(self.locale().into(), YMDE::long()).ok();
        match self.date.get_or_init(new) {
            Some(formatter) => formatter.format(&date).to_string(),
            None => format!(
                "{:04}-{:02}-{:02}",
                date.era_year().year,
                date.month().ordinal,
                date.day_of_month().0
            ),
        }
    }
}
