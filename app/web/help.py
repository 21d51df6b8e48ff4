"""What the product promises, what it can't, and whether this is a good moment."""

from typing import Any

from flask import Blueprint, current_app, render_template

from app.services.person import Person
from app.web.guard import allow

pages = Blueprint("help", __name__)


@pages.get("/help")
@allow("visit")
def index(me: Person | None) -> Any:
    return render_template("help/index.html", operator=current_app.config["SETTINGS"].operator)
