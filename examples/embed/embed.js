/** A small task list; the companion feels what happens to it. */
const avatar = document.getElementById("companion");
const list = document.getElementById("tasks");
const said = document.getElementById("said");
const box = document.getElementById("task");

function add(words) {
  const item = document.createElement("li");
  const done = document.createElement("input");
  const label = document.createElement("label");
  done.type = "checkbox";
  done.addEventListener("change", () => {
    if (done.checked) void avatar.happen("task_done");
    else void avatar.happen("task_cancelled");
  });
  label.append(done, words);
  item.append(label);
  list.append(item);
}

for (const words of [
  "Water the plants",
  "Call the dentist",
  "Finish the report",
])
  add(words);

document.getElementById("add").addEventListener("submit", (event) => {
  event.preventDefault();
  if (box.value.trim() === "") return;
  add(box.value);
  box.value = "";
  void avatar.happen("task_started");
});

document.getElementById("ask").addEventListener("click", () => {
  const open = [...list.querySelectorAll("input:not(:checked)")];
  const names = open.map((one) => one.parentElement.textContent);
  void avatar.say(
    names.length === 0 ? "Nothing is left. Well done!" : `${names.join(", ")}.`,
  );
});
document
  .getElementById("hush")
  .addEventListener("click", () => void avatar.interrupt());
document.getElementById("show").addEventListener("click", () => {
  avatar.pointAt(list.querySelector("li"));
});

avatar.addEventListener("avatar-speaking", ({ detail }) => {
  said.textContent = detail.isSpeaking ? "speaking" : "";
});
avatar.addEventListener("avatar-error", ({ detail }) => {
  console.info(detail.code, detail.message);
});
