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
