"""What the clock starts: one module and one function each, `name(today=None) -> JobReport`; the timetable is `worker`.

A job asks what is missing and does it; running it twice does no harm and a missed night is made up.
"""
