"""List every act of the hall and everything that it refuses."""

from __future__ import annotations

from tests.store.acts import BASIC_ACTS, BASIC_WRONG
from tests.store.advice_acts import ADVICE_ACTS, ADVICE_WRONG
from tests.store.configuration_acts import CONFIGURATION_ACTS, CONFIGURATION_WRONG
from tests.store.entry_acts import ENTRY_ACTS, ENTRY_WRONG
from tests.store.further_acts import FURTHER_ACTS, FURTHER_WRONG
from tests.store.kiosk_acts import KIOSK_ACTS, KIOSK_WRONG
from tests.store.rating_acts import RATING_ACTS, RATING_WRONG

ACTS = (*BASIC_ACTS, *FURTHER_ACTS, *CONFIGURATION_ACTS, *KIOSK_ACTS, *RATING_ACTS, *ENTRY_ACTS, *ADVICE_ACTS)
WRONG = (*BASIC_WRONG, *FURTHER_WRONG, *CONFIGURATION_WRONG, *KIOSK_WRONG, *RATING_WRONG, *ENTRY_WRONG, *ADVICE_WRONG)
