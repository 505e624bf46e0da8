/** Ways to read a text beside the GRU: without order, one word after the other, or from both ends. */
export const textCells = ["average", "rnn", "lstm", "bilstm"] as const;
/** One of {@link textCells}. */
export type TextCell = (typeof textCells)[number];

/** Every network that tells a text's sentiment. */
export const textNetworks = ["gru", ...textCells] as const;
/** One of {@link textNetworks}. */
export type TextNetwork = (typeof textNetworks)[number];

/** What such networks are called where all models are: the GRU came first. */
export type TextKind = "text" | `text-${TextCell}`;

/** The kind of a network. */
export const textKindOf = (network: TextNetwork): TextKind =>
  network === "gru" ? "text" : `text-${network}`;

/** The network of a kind; undefined where it is of another sort. */
export const textNetworkOf = (kind: string): TextNetwork | undefined =>
  textNetworks.find((network) => textKindOf(network) === kind);

/** The cell of a kind. */
export const cellOf = (kind: `text-${TextCell}`): TextCell =>
  textCells.find((cell) => kind === `text-${cell}`) ?? "average";

/** Blocks of columns that a cell's matrices have. */
export const gatesOf = (cell: TextCell): number => (cell === "lstm" || cell === "bilstm" ? 4 : 1);

/** Directions in which a cell reads. */
export const directionsOf = (cell: TextCell): number => (cell === "bilstm" ? 2 : 1);
