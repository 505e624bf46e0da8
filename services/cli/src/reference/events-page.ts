import { element, words } from "./html.ts";
import { page, type Section } from "./page.ts";
import { type Schema, schemaTable } from "./schema-table.ts";

interface Reference {
  readonly $ref: string;
}

interface Message {
  readonly description?: string;
  readonly headers?: Schema;
  readonly payload?: Reference;
  readonly bindings?: { readonly kafka?: { readonly key?: { readonly description?: string } } };
  readonly examples?: readonly { readonly payload: unknown }[];
}

/** The part of an AsyncAPI document that the page tells. */
export interface EventsDocument {
  readonly info: { readonly description: string };
  readonly channels: Readonly<
    Record<
      string,
      {
        readonly address: string;
        readonly description: string;
        readonly messages: Readonly<Record<string, Reference>>;
      }
    >
  >;
  readonly components: {
    readonly messages: Readonly<Record<string, Message>>;
    readonly schemas: Readonly<Record<string, Schema>>;
  };
}

const last = ({ $ref }: Reference): string => $ref.slice($ref.lastIndexOf("/") + 1);

const section = (name: string, document: EventsDocument): readonly Section[] => {
  const channel = document.channels[name];
  if (channel === undefined) return [];
  const { schemas, messages } = document.components;
  const [of] = Object.values(channel.messages);
  const message = of === undefined ? {} : (messages[last(of)] ?? {});
  const payload = message.payload === undefined ? undefined : schemas[last(message.payload)];
  const headers =
    message.headers?.$ref === undefined ? message.headers : schemas[last({ $ref: message.headers.$ref })];
  const key = message.bindings?.kafka?.key?.description;
  const examples = message.examples ?? [];
  return [
    {
      id: name,
      name: channel.address,
      content: [
        element("h2", {}, element("code", {}, channel.address)),
        element("p", { class: "lead" }, words(channel.description.replace(/ Key: .*$/, ""))),
        message.description === undefined ? "" : element("p", {}, words(message.description)),
        key === undefined ? "" : element("p", {}, "Key of the record: ", element("code", {}, key), "."),
        examples.map((one) => element("pre", { tabindex: "0" }, JSON.stringify(one.payload, null, 2))),
        payload === undefined
          ? ""
          : [element("h3", {}, "Fields"), schemaTable(`Fields of ${channel.address}`, payload)],
        headers === undefined
          ? ""
          : element(
              "details",
              {},
              element("summary", {}, "Headers of the record"),
              schemaTable(`Headers of ${channel.address}`, headers),
            ),
      ],
    },
  ];
};

/** The page of all topics and their events, from the AsyncAPI document. The same document gives the same text. */
export const eventsPage = (document: EventsDocument): string => {
  const names = Object.keys(document.channels);
  const of = (wanted: readonly string[]): readonly Section[] =>
    wanted.flatMap((name) => section(name, document));
  const lead = [
    element(
      "p",
      { class: "lead" },
      "What is published to Millrace, topic by topic; by HTTP the same objects go to ",
      element("code", {}, "POST /v1/events/{stream}"),
      ".",
    ),
    element("p", {}, words(document.info.description)),
    element(
      "p",
      {},
      "The document itself: ",
      element("a", { href: "/dashboard/reference/asyncapi.yaml" }, "AsyncAPI"),
      ".",
    ),
  ];
  return page({ title: "Events", lead, file: "events.html" }, [
    { name: "Read by Millrace", sections: of(names.filter((name) => name !== "deadLetters")) },
    { name: "Written by Millrace", sections: of(names.filter((name) => name === "deadLetters")) },
  ]);
};
