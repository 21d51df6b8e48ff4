// What axe, which is on the page, finds amiss; a sentence each. It can't judge text over the light in the corner, a
// gradient: for as long as it looks, everything lies in the brightest of that light. What it can't judge all the same
// counts as amiss, but for letters drawn in a picture.
async (options) => {
  const tokens = getComputedStyle(document.documentElement);
  const lamp = document.createElement("canvas").getContext("2d");
  for (const token of ["--paper", "--glow"]) {
    lamp.fillStyle = tokens.getPropertyValue(token) || "#fff0";
    lamp.fillRect(0, 0, 1, 1);
  }
  const flat = new CSSStyleSheet();
  flat.replaceSync(`body { background-image: none !important }`);
  const [red, green, blue, alpha] = lamp.getImageData(0, 0, 1, 1).data;
  if (alpha) flat.replaceSync(`body { background: rgb(${red} ${green} ${blue}) !important }`);
  document.adoptedStyleSheets = [flat];
  const { violations, incomplete } = await axe.run(document, options);
  document.adoptedStyleSheets = [];
  const unclear = incomplete.filter((one) => one.id === "color-contrast").flatMap((one) => one.nodes);
  return [
    ...violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`)),
    ...unclear.filter(({ html }) => !html.startsWith("<text")).map(({ html, any }) => `unclear: ${html} ${any[0].message}`),
  ];
}
