// The time of a turn: a button, a line that runs out, and a sentence at the end. No alarm; it waits when stopped, and
// there is more of it for whoever wants more.
(() => {
  const timer = document.querySelector("[data-minutes]");
  if (!timer) return;
  const label = timer.textContent;
  const whole = Number(timer.dataset.minutes) * 60;
  let left = whole;
  let ticking = 0;
  const button = document.createElement("button");
  const line = document.createElement("progress");
  const said = document.createElement("span");
  button.type = "button";
  button.className = "quiet";
  line.max = whole;
  line.setAttribute("aria-label", label);
  said.setAttribute("role", "status");

  const show = () => {
    line.value = left;
    button.textContent = timer.dataset[ticking ? "stop" : left ? "begin" : "more"];
    said.textContent = left === 0 ? timer.dataset.over : "";
  };
  const stop = () => {
    clearInterval(ticking);
    ticking = 0;
  };
  const tick = () => {
    left -= 1;
    if (left === 0) stop();
    show();
  };
  button.addEventListener("click", () => {
    if (ticking) {
      stop();
    } else {
      left = left || whole;
      ticking = setInterval(tick, 1000);
    }
    show();
  });
  timer.append(button, line, said);
  show();
})();
