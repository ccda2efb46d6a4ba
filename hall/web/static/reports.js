// The page of reports works without this; with it the browser's own printing is one button away.
const print = document.getElementById("print");
print.hidden = false;
print.addEventListener("click", () => window.print());
