// What a page has to be for a thumb, for wider text, for a narrow window and for other colours than its own. A function
// of the names of checks; gives a sentence for everything that is amiss. It leaves the page as it found it.
(names) => {
  const THUMB = 43.5;
  const NATIVE = "input:not([type=hidden]), select, textarea";
  const TARGETS = `a[href], button, summary, ${NATIVE}, [tabindex="0"]`;
  const WIDER = `* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-block-end: 2em !important }`;

  const shown = (one) =>
    one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !one.closest(".unseen, [aria-hidden=true]");
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
  const reached = () => all(TARGETS).filter((one) => !one.disabled && one.tabIndex >= 0);
  const words = (one) => one.textContent.replace(/\s+/g, " ").trim();
  const tell = (one) => {
    const kind = one.className.baseVal ?? one.className;
    return `<${one.localName}${kind && `.${kind}`}> “${(one.name || words(one)).slice(0, 50)}”`;
  };
  const size = (box) => `${Math.round(box.width * 10) / 10} x ${Math.round(box.height * 10) / 10}`;
  const label = (one) => (["radio", "checkbox"].includes(one.type) && one.labels[0]) || one;
  const blockOf = (one) => {
    let block = one.parentElement;
    while (getComputedStyle(block).display.startsWith("inline")) block = block.parentElement;
    return block;
  };

  // A link within a sentence has the height of its line, as WCAG 2.5.8 has it. Several side by side make no sentence.
  const inSentence = (link) => {
    if (link.localName !== "a" || getComputedStyle(link).display !== "inline") return false;
    if (link.closest("nav, footer, [role=alert]")) return false;
    const block = blockOf(link);
    const range = document.createRange();
    range.setStart(block, 0);
    range.setEndBefore(link);
    if (block.localName === "li" && !range.toString().trim()) return false;
    const around = block.cloneNode(true);
    around.querySelectorAll("a, button").forEach((other) => other.remove());
    return /\p{L}{2}/u.test(around.textContent);
  };

  const targets = () =>
    reached()
      .filter((one) => !inSentence(one))
      .map((one) => [one, label(one).getBoundingClientRect()])
      .filter(([, box]) => box.width < THUMB || box.height < THUMB)
      .map(([one, box]) => `${tell(one)} is ${size(box)} px, too small for a thumb`);

  const sideways = () => {
    const more = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    return more ? [`the page is ${more} px wider than ${innerWidth} px`] : [];
  };

  const clipped = () =>
    all("body *")
      .filter((one) => /hidden|clip/.test(getComputedStyle(one).overflow) && one.clientWidth && !one.matches(NATIVE))
      .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
      .map((one) => `${tell(one)} hides a part of what it holds`);

  // Each line of text as a box; a little less than its height, since fonts are taller than what is drawn of them.
  const lines = () => {
    scrollTo(0, 0);
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const text = walk.currentNode;
      const parent = text.parentElement;
      if (!text.data.trim() || !shown(parent) || parent.closest("option, datalist, textarea, .skip")) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const { left, right, top, bottom } of range.getClientRects()) {
        const spare = (bottom - top) / 4;
        found.push({ parent, left, right, top: top + spare, bottom: bottom - spare, text: text.data.trim().slice(0, 40) });
      }
    }
    return found.sort((a, b) => a.top - b.top);
  };
  const overlapping = () => {
    const found = [];
    const drawn = lines();
    drawn.forEach((one, n) => {
      const block = blockOf(one.parent.firstChild?.nodeType === 3 ? { parentElement: one.parent } : one.parent);
      const box = block.getBoundingClientRect();
      // A space at the end of a line may hang out of its box, unseen.
      const spare = getComputedStyle(block).whiteSpace === "pre-wrap" ? parseFloat(getComputedStyle(block).fontSize) : 2;
      if (one.left < box.left - spare || one.right > box.right + spare || one.top < box.top - 2 || one.bottom > box.bottom + 2)
        if (!block.closest("svg")) found.push(`“${one.text}” leaves ${tell(block)}`);
      for (let m = n + 1; m < drawn.length && drawn[m].top < one.bottom - 1; m += 1) {
        const other = drawn[m];
        if (Math.min(one.right, other.right) - Math.max(one.left, other.left) > 2)
          found.push(`“${one.text}” and “${other.text}” lie on each other`);
      }
    });
    return found;
  };
  const legible = () => [...clipped(), ...overlapping()];
  const spacing = () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(WIDER);
    document.adoptedStyleSheets = [sheet];
    const found = [...sideways(), ...legible()].map((one) => `with wider spacing ${one}`);
    document.adoptedStyleSheets = [];
    return found;
  };

  // A window 256 px high is what 400 % leaves of a small laptop: nothing may stand still over the text there.
  const still = () =>
    all("body *")
      .filter((one) => /fixed|sticky/.test(getComputedStyle(one).position))
      .map((one) => `${tell(one)} stands still over the text of a low window`);

  const errors = () => {
    const found = [];
    // Among the components every link leads to itself.
    for (const link of location.pathname === "/components" ? [] : all("[role=alert] a[href^='#']")) {
      const field = document.getElementById(link.hash.slice(1));
      field?.focus();
      if (!field || document.activeElement !== field) found.push(`${tell(link)} does not lead to a field`);
    }
    document.activeElement.blur();
    for (const error of all(".error")) {
      const told = all(`[aria-describedby~="${error.id}"]`);
      if (!error.id || !told.length) found.push(`${tell(error)} is tied to no field`);
      for (const one of told)
        if (one.matches(NATIVE) && one.getAttribute("aria-invalid") !== "true") found.push(`${tell(one)} is not invalid`);
    }
    for (const field of all("[aria-invalid=true]")) {
      const told = (field.getAttribute("aria-describedby") || "").split(" ");
      if (!told.some((id) => document.getElementById(id)?.matches(".error"))) found.push(`${tell(field)} has no error`);
      if (!all("[role=alert]").length) found.push(`${tell(field)} is not announced`);
    }
    return found;
  };

  // In English this is asked of the browser itself (roles.py); a translation may give two buttons one name.
  const twins = () => {
    const named = all("button").map((one) => {
      const about = (one.getAttribute("aria-describedby") || "").split(" ").map((id) => document.getElementById(id));
      return [one.ariaLabel ?? words(one), ...about.map((other) => (other ? words(other) : ""))].join("; ");
    });
    return named.filter((name, n) => named.indexOf(name) < n).map((name) => `two buttons “${name}”`);
  };

  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (colour) => {
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = colour;
    paint.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = paint.getImageData(0, 0, 1, 1).data;
    const linear = (part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
    return alpha < 200 ? null : 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  };
  const stands = (colour, behind = getComputedStyle(document.body).backgroundColor) => {
    const [one, other] = [light(colour), light(behind)];
    return one !== null && (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05) >= 3;
  };
  const bordered = (style) =>
    ["Top", "Bottom"].every(
      (side) => parseFloat(style[`border${side}Width`]) >= 1 && style[`border${side}Style`] !== "none" && stands(style[`border${side}Color`]),
    );
  const outlined = (style) =>
    style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && stands(style.outlineColor);

  // Where the focus is must show. A press of Tab has to come before, or browsers take it for a mouse's.
  const focus = () => {
    const found = [];
    for (const one of reached()) {
      one.focus({ preventScroll: true });
      if (![one, label(one)].some((each) => outlined(getComputedStyle(each)))) found.push(`${tell(one)} has the focus, unseen`);
    }
    document.activeElement.blur();
    return found;
  };

  const forced = () => {
    const found = [];
    for (const one of all(`button, .button, ${NATIVE}`)) {
      const style = getComputedStyle(one);
      const drawn = ["radio", "checkbox"].includes(one.type) ? style.appearance !== "none" : bordered(style);
      if (!drawn) found.push(`${tell(one)} has no edge in forced colours`);
    }
    for (const one of all(".pick label:has(:checked)"))
      if (!outlined(getComputedStyle(one))) found.push(`${tell(one)} does not show in forced colours that it is ticked`);
    const drawn = (one) => {
      const style = getComputedStyle(one);
      return [style.textDecorationLine, style.borderWidth, style.borderStyle, style.outlineWidth, style.fontWeight].join();
    };
    for (const one of all("[aria-current]"))
      if (drawn(one) === drawn(one.nextElementSibling ?? one.previousElementSibling))
        found.push(`${tell(one)} does not show in forced colours that it is the one`);
    for (const one of all("svg[class] :is(path, rect, circle, line, ellipse, use, polygon)")) {
      const style = getComputedStyle(one);
      const stroke = style.stroke !== "none" && parseFloat(style.strokeWidth) > 0 && stands(style.stroke);
      if (!stroke && !(style.fill !== "none" && stands(style.fill))) found.push(`${tell(one)} can't be seen in forced colours`);
    }
    return found;
  };

  const checks = { targets, sideways, legible, spacing, still, errors, twins, focus, forced };
  return names.flatMap((name) => [...new Set(checks[name]())]);
}
