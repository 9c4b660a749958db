"""Reflex settings only: one worker, state in memory, the exact origin. No database and no secret is named here."""

import reflex as rx

config = rx.Config(
    app_name="pm_app",
    backend_host="127.0.0.1",
    cors_allowed_origins=["http://127.0.0.1:8000"],
    state_manager_mode=rx.constants.StateManagerMode.MEMORY,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    react_compiler=False,
    default_color_mode="system",
    frontend_compression_formats=["gzip"],
    plugins=[
        rx.plugins.RadixThemesPlugin(
            theme=rx.theme(accent_color="iris", gray_color="slate", radius="medium", panel_background="solid"),
        ),
    ],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
