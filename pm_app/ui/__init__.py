"""The screens: what people see and press; the only part of the app that knows Reflex."""
