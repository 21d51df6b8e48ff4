// All that pages do by themselves: leaving at once, a word at their foot, saving a text, the time zone, an invitation's
// code.
// One file, so that a first visit asks for little. Each part looks for what it works on, and rests where it isn't there.

// Leaving at once: by the button, or by pressing Shift three times within five seconds. The page goes blank first, then
// the server destroys the session and sends the browser elsewhere; this page's entry in the history is replaced.
// Other tabs go with it. A page that the browser kept in memory is never shown again.
const channel = window.BroadcastChannel && new BroadcastChannel("leave");
(() => {
  const blank = () => {
    document.documentElement.className = "gone";
    document.body.replaceChildren();
  };
  const leave = () => {
    blank();
    location.replace("/exit");
  };
  const leaveEverywhere = () => {
    channel?.postMessage("leave");
    leave();
  };
  channel?.addEventListener("message", leave);
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-leave]")) return;
    event.preventDefault();
    leaveEverywhere();
  });
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") presses = [];
    else if (!event.repeat) presses = [...presses, Date.now()].filter((at) => Date.now() - at < 5000);
    if (presses.length >= 3) leaveEverywhere();
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    blank();
    location.reload();
  });
})();

// A word at the foot of the page. It stands behind what has the focus, so that Tab leads to it, and takes no focus
// itself; where it had it when it goes, the focus is back where it was. It is read out because it comes into a place
// that was there before.
const note = document.createElement("div");
note.role = "status";
note.className = "sheet lit word screen";
let before;
const unsay = () => {
  if (note.contains(document.activeElement)) before.focus();
  note.remove();
};
const say = (words) => {
  unsay();
  before = document.querySelector(":focus:not(main)") ?? document.querySelector(".skip");
  (before.closest("label,details") ?? before).after(note);
  note.textContent = "";
  setTimeout(() => { note.innerHTML = words; }, 100);
};

// Without a network a form waits on its page, with all that was typed.
const offline = () => say(document.body.dataset.offline);
document.addEventListener("submit", (event) => {
  if (navigator.onLine || event.defaultPrevented) return;
  event.preventDefault();
  offline();
});
addEventListener("online", unsay);

// Says it before the session locks, and stays at a press. The server knows how long is left: other tabs count too. Once
// it has locked, a page that needs the passphrase goes too, so that nobody reads it who finds it lying there; only what
// was typed and not saved keeps it, or came back to be put right. Where its owner isn't signed in any more, it goes.
let unsaved = document.querySelector("[role=alert],textarea[readonly]");
addEventListener("input", () => { unsaved = true; });
(() => {
  let timer;
  const { of } = document.querySelector("main").dataset;
  const ask = async (body) => {
    let answer = { again: 60 };
    try {
      answer = await (await fetch("/stay", body && { method: "POST", body })).json();
      if (!answer.said) unsay();
      else if (!note.isConnected) say(answer.said);
      if (of && answer.of !== of || answer.shut && !unsaved && (await fetch("", { method: "HEAD" })).redirected)
        location.replace("");
    } catch {}
    clearTimeout(timer);
    if (answer.again) timer = setTimeout(ask, answer.again * 1000);
  };
  timer = setTimeout(ask, 420000);
  // What came into another window is somebody else's, or nobody's: whoever has it now sees this one beside it.
  const windows = channel && new BroadcastChannel("of");
  windows?.addEventListener("message", ({ data }) => of && data !== of && ask());
  windows?.postMessage(of);
  // No time passed for the page while its device slept. A page that goes out of sight, as each does that is left, has
  // nothing to ask.
  addEventListener("visibilitychange", () => document.hidden || ask());
  note.addEventListener("click", (event) => {
    if (event.target.value) ask(new URLSearchParams({ csrf_token: event.target.value }));
  });
})();

// Saves a long text while it is being written. Nothing is kept in the browser; without this script the button saves.
(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const status = form.querySelector("[data-saved]");
  let timer, sending, changed, stopped, lost;

  const save = async () => {
    changed = false;
    const body = new FormData(form);
    body.append("autosave", "1");
    try {
      lost = true;
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      lost = false;
      if (answer.status === 409) {
        stopped = true;
        status.textContent = status.dataset.newer;
        return;
      }
      const { version } = await answer.json();
      if (!version) throw answer;
      form.elements.version.value = version;
      unsaved = changed;
      status.textContent = changed ? "" : status.dataset.saved;
    } catch {
      status.textContent = status.dataset.failed;
    }
  };
  const send = () => { sending = save().finally(() => { sending = 0; }); };
  // Two seconds after the last letter, and one request at a time: each carries the version that the one before was
  // answered with.
  const later = () => {
    clearTimeout(timer);
    if (stopped) return;
    timer = setTimeout(() => {
      if (sending) return later();
      send();
    }, 2000);
  };
  form.addEventListener("input", (event) => {
    changed = true;
    if (event.target.tagName !== "TEXTAREA") return;
    if (!stopped) status.textContent = "";
    later();
  });
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) return;
    clearTimeout(timer);
    if (lost && !sending) send();  // the server was out of reach: the page isn't left before it answers
    stopped ||= !lost;
    if (!sending) return;
    event.preventDefault();
    sending.then(() => lost ? offline() : form.requestSubmit(event.submitter));
  });
})();

// Fills in the time zone at joining, so that a set time means the reader's own evening. The server checks it.
(() => {
  const zone = document.querySelector("input[name=zone]");
  if (zone && !zone.value) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
})();

// An invitation's code travels behind the "#", which browsers never send. It goes into the field and leaves the address
// bar at once. Nothing is stored.
(() => {
  const take = () => {
    const field = document.getElementById("code");
    const code = decodeURIComponent(location.hash.slice(1));
    if (!field || !/^[0-9A-Za-z -]{20,48}$/.test(code)) return;
    field.value = code;
    history.replaceState(null, "", location.pathname + location.search);
  };
  take();
  addEventListener("hashchange", take);
})();
