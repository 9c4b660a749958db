"""Reflex settings only: one worker, state in memory, the exact origin. No database and no secret is named here."""

from typing import Any

import reflex as rx

from pm_app.settings import settings_from_environment


class SameOrigin(rx.plugins.Plugin):
    """Lets the browser call back where the page came from, whatever the port: the built screens know no address."""

    def pre_compile(self, **context: Any) -> None:
        """Change the one function of Reflex that makes the socket's address."""
        context["add_modify_task"]("utils/state.js", _same_port)


def _same_port(code: str) -> str:
    if "endpoint.port = window.location.port;" in code:
        return code
    known, assumed = "endpoint.hostname = frontend_hostname;", 'endpoint.port = "";'
    if known not in code or assumed not in code:
        raise RuntimeError("Reflex makes the address of the socket differently now: look at utils/state.js again.")
    return code.replace(known, f"{known} endpoint.port = window.location.port;").replace(assumed, "")


config = rx.Config(
    app_name="pm_app",
    backend_host="127.0.0.1",
    cors_allowed_origins=settings_from_environment().origins,
    state_manager_mode=rx.constants.StateManagerMode.MEMORY,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    react_compiler=False,
    default_color_mode="system",
    frontend_compression_formats=["gzip"],
    plugins=[
        SameOrigin(),
        rx.plugins.RadixThemesPlugin(
            theme=rx.theme(accent_color="iris", gray_color="slate", radius="medium", panel_background="solid"),
        ),
    ],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
