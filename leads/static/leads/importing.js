/* The wizard of lists: a file may be dropped, and a choice that nobody looked at yet is not imported. */

const drop = document.getElementById("bw-drop");

function listenForFiles() {
  const input = drop.querySelector("input[type=file]");
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });
}

function listenForChanges() {
  const load = document.getElementById("bw-load");
  document.addEventListener("change", (event) => {
    if (!event.target.closest("#bw-columns, #bw-options")) return;
    if (load) load.disabled = true;
    document.getElementById("bw-changed")?.removeAttribute("hidden");
    document.getElementById("bw-again")?.classList.add("go");
  });
}

if (drop) listenForFiles();
if (document.getElementById("bw-columns")) listenForChanges();
