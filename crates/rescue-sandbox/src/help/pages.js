"use strict";
// The pages do without this; it only puts what stands in a box on the clipboard.
for (const button of document.querySelectorAll("button.copy")) {
  const box = document.getElementById(button.dataset.of);
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(box.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(box);
      button.textContent = "Selected: press Ctrl+C";
    }
  });
}
