"""What a production server runs: `app.server:application`, made from the environment."""

import os
import threading

from app import create_app
from app.config import Notices, Settings, home
from app.startup import keep_telling, keep_up

settings = Settings.from_environ(os.environ, home())
application = create_app(settings)
workplace = application.extensions["workplace"]

threading.Thread(target=keep_up, args=(workplace, threading.Event()), name="upkeep", daemon=True).start()
if workplace.post is not None and settings.notices is Notices.BY_ITSELF:
    threading.Thread(target=keep_telling, args=(workplace, threading.Event()), name="notices", daemon=True).start()
