// An invitation's code travels behind the "#", which browsers never send. It goes into the field, or is handed on by
// the links and forms that lead to it, and leaves the address bar at once. Nothing is stored.
(() => {
  const take = () => {
    const code = decodeURIComponent(location.hash.slice(1));
    if (!/^[0-9A-Za-z -]{20,48}$/.test(code)) return;
    history.replaceState(null, "", location.pathname + location.search);
    const field = document.querySelector("input#code");
    if (field) field.value = code;
    for (const link of document.querySelectorAll("[data-carry]")) {
      const address = link.tagName === "FORM" ? "action" : "href";
      link.setAttribute(address, link.getAttribute(address).split("#")[0] + "#" + code);
    }
  };
  take();
  addEventListener("hashchange", take);
})();
