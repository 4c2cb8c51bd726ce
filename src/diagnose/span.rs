//! Turns a number of seconds into words with the unit in which people would say it.

use super::{Finding, Phrase};

/// From so many seconds on, the next larger unit is used; fewer of a unit than this say too little.
const UNITS: [(u64, u64, Phrase); 3] = [
    (
        2 * 86_400,
        86_400,
        Phrase {
            ja: "{span}日",
            en: "{span} days",
        },
    ),
    (
        2 * 3_600,
        3_600,
        Phrase {
            ja: "{span}時間",
            en: "{span} hours",
        },
    ),
    (
        3_600,
        60,
        Phrase {
            ja: "{span}分",
            en: "{span} minutes",
        },
    ),
];

const SECONDS: Phrase = Phrase {
    ja: "{span}秒",
    en: "{span} s",
};

impl Finding {
    /// Gives the texts about how long something lasts.
    pub(in crate::diagnose) fn span(self, name: &'static str, secs: impl Into<u64>) -> Self {
        let secs = secs.into();
        let unit = UNITS.iter().find(|it| secs >= it.0);
        let (size, phrase) = unit.map_or((1, SECONDS), |it| (it.1, it.2));
        let rounded = secs.saturating_add(size / 2) / size;
        self.phrase(name, phrase).arg("span", rounded)
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnose::{Finding, Phrase};

    #[test]
    fn a_span_is_said_in_the_unit_that_fits() {
        let text = Phrase {
            ja: "約{gap}",
            en: "about {gap}",
        };
        for (secs, ja, en) in [
            (150_u64, "約150秒", "about 150 s"),
            (840, "約840秒", "about 840 s"),
            (3_600, "約60分", "about 60 minutes"),
            (5_400, "約90分", "about 90 minutes"),
            (18_000, "約5時間", "about 5 hours"),
            (31_535_987, "約365日", "about 365 days"),
        ] {
            let finding = Finding::new([]).span("gap", secs);
            let said = text.fill(&finding.args, &|_| String::new());
            assert_eq!((said.0.as_ref(), said.1.as_ref()), (ja, en));
        }
    }
}
