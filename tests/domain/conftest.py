"""Properties are about truth, not about speed: a busy machine must not fail them."""

from hypothesis import settings

settings.register_profile("domain", settings(), deadline=None)
settings.load_profile("domain")
