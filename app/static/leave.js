// Leaving at once: by the button, or by pressing Shift three times within five seconds. The page goes blank first, then
// the server destroys the session and sends the browser elsewhere; this page's entry in the history is replaced.
// Other tabs go with it. A page that the browser kept in memory is never shown again.
(() => {
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("leave") : null;
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
  document.addEventListener("click", (event) => {
    if (!event.target.closest("a[data-leave]")) return;
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
