"""The read side: functions that build statements; the caller runs them."""
