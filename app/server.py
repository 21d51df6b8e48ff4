"""What a production server runs: `app.server:application`, made from the environment."""

import os
import threading

from app import create_app
from app.config import Settings, home
from app.startup import keep_up

application = create_app(Settings.from_environ(os.environ, home()))

threading.Thread(
    target=keep_up, args=(application.extensions["workplace"], threading.Event()), name="upkeep", daemon=True
).start()
