"""Between Us: partners answer in private, choose what to share, and read it side by side. This file wires it up."""

from flask import Flask

from app import web
from app.config import Settings
from app.ports import Ports
from app.services.workplace import Workplace
from app.startup import prepare, shipped

__all__ = ["create_app", "prepare"]


def create_app(settings: Settings, ports: Ports | None = None, workplace: Workplace | None = None) -> Flask:
    """The app on these settings. Raises StartRefused, with all reasons."""
    app = Flask(__name__, template_folder=str(shipped("templates")), static_folder="static")
    web.install(app, settings, workplace or prepare(settings, ports))
    return app
