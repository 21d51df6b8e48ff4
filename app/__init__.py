"""Between Us: partners answer in private, choose what to share, and read it side by side. This file wires it up."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.config import Settings
    from app.ports import Ports
    from app.services.workplace import Workplace


def create_app(settings: "Settings", ports: "Ports | None" = None, workplace: "Workplace | None" = None) -> "Flask":
    """The app on these settings. Raises StartRefused, with all reasons."""
    # Imported here, so that whoever imports the domain alone loads neither Flask nor the database.
    from flask import Flask

    from app import web
    from app.startup import prepare, shipped
    from app.web.templates import Templates

    app = Flask(__name__, template_folder=str(shipped("templates")), static_folder="static")
    app.jinja_environment = Templates
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    web.install(app, settings, workplace or prepare(settings, ports))
    return app
