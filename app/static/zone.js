// Fills in the time zone at joining, so that a set time means the reader's own evening. The server checks it.
(() => {
  const zone = document.querySelector("input[name=zone]");
  if (zone && !zone.value) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
})();
