/** The form: one labelled control for each variable, and what a person has changed in it. */
import type { Labels } from "../src/panelMessages";
import type { Value, Values, Variable } from "../src/protocol";
import { element } from "./element";

interface Field {
  readonly control: HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
  /** The value that stands in the control; `undefined` where it is empty. */
  readonly read: () => Value | undefined;
  readonly write: (value: Value | undefined) => void;
}

export interface Form {
  readonly root: HTMLElement;
  /** What was changed since the form was made. */
  values(): Values;
  /** Show the values that variables have now, except where a person has put another one. */
  refresh(variables: readonly Variable[]): void;
}

/** Two forms with one signature are the same form: it is kept, with the cursor in it, when only values change. */
export const signature = (variables: readonly Variable[]) =>
  JSON.stringify(variables.map(({ name, kind, options }) => [name, kind, options]));

export function form(variables: readonly Variable[], labels: Labels, changed: () => void): Form {
  const fields = new Map(variables.map((variable) => [variable.name, fieldOf(variable, labels)]));
  const touched = new Set<string>();
  const rows = variables.map((variable, index) => {
    const { control, write } = fields.get(variable.name) ?? fieldOf(variable, labels);
    control.id = `variable-${index}`;
    write(variable.value);
    control.addEventListener("input", () => {
      touched.add(variable.name);
      changed();
    });
    return row(variable, control, labels);
  });
  const valuesOf = (name: string) => {
    const value = fields.get(name)?.read();
    return value === undefined ? [] : [[name, value] as const];
  };
  return {
    root: element("fieldset", { className: "form" }, [element("legend", {}, [labels.variables]), ...rows]),
    values: () => Object.fromEntries([...touched].flatMap(valuesOf)),
    refresh(now) {
      for (const { name, value } of now) if (!touched.has(name)) fields.get(name)?.write(value);
    },
  };
}

function row(
  { name, description, isRequired }: Variable,
  control: Field["control"],
  labels: Labels,
): HTMLElement {
  const label = element("label", { htmlFor: control.id }, [name]);
  if (isRequired) {
    control.required = true;
    label.append(element("span", { className: "required", title: labels.required }, [" *"]));
  }
  if (!description) return element("div", { className: "row" }, [label, control]);
  const help = element("small", { id: `${control.id}-help` }, [description]);
  control.setAttribute("aria-describedby", help.id);
  return element("div", { className: "row" }, [label, control, help]);
}

function fieldOf({ kind, options, default: fallback }: Variable, labels: Labels): Field {
  switch (kind) {
    case "choice":
      return choice(options);
    case "boolean": {
      const control = element("input", { type: "checkbox" });
      return { control, read: () => control.checked, write: (value) => (control.checked = value === true) };
    }
    case "number": {
      const control = element("input", { type: "number", step: "any", placeholder: words(fallback) });
      const read = () => (control.value === "" ? undefined : control.valueAsNumber);
      return { control, read, write: (value) => (control.value = words(value)) };
    }
    case "list": {
      const control = element("textarea", { rows: 3, placeholder: labels.onePerLine });
      const read = () => control.value.split("\n").filter((line) => line.trim());
      return { control, read, write: (value) => (control.value = lines(value)) };
    }
    case "text": {
      const control = element("textarea", { rows: 1, placeholder: words(fallback) });
      const read = () => (control.value === "" ? undefined : control.value);
      return { control, read, write: (value) => (control.value = words(value)) };
    }
  }
}

function choice(options: readonly Value[]): Field {
  const control = element(
    "select",
    {},
    options.map((option, index) => element("option", { value: String(index) }, [words(option)])),
  );
  const spelt = options.map((option) => JSON.stringify(option));
  return {
    control,
    read: () => options[control.selectedIndex],
    write: (value) => (control.selectedIndex = spelt.indexOf(JSON.stringify(value))),
  };
}

const lines = (value: Value | undefined) =>
  Array.isArray(value) ? value.map(words).join("\n") : words(value);

const words = (value: Value | undefined): string =>
  value === undefined || value === null
    ? ""
    : typeof value === "object"
      ? JSON.stringify(value)
      : String(value);
