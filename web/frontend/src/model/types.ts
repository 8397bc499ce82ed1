// A model page's JSON twin, as web/contexts.py has it.
export type Shape = (number | null)[];

export interface Mask {
  source: string;
  padding: "right" | "any";
}

export interface Argument {
  name: string;
  value: unknown;
  is_default: boolean;
}

export interface Read {
  field: string;
  reference: string;
  shape: Shape | null;
  mask: Mask | null;
}

export interface Weight {
  name: string;
  shape: number[];
  params: number;
  trainable: boolean;
}

export interface Layer {
  name: string;
  type: string;
  title: string;
  params: number | null;
  outputs: { name: string; shape: Shape | null }[];
  connected_to: string[];
  weights: Weight[];
  cudnn: { eligible: boolean; reasons: string[] } | null;
  shares: string | null;
  description: string | null;
  errors: number;
  arguments: Argument[];
  inputs: Read[];
  mask: Mask | null;
  opens: boolean;
  insides: string[];
  lines: [number, number] | null;
  call: Argument[];
}

export interface Diagnostic {
  code: string;
  severity: "error" | "warning";
  message: string;
  layer: string | null;
  line: number | null;
  fix: { title: string; alternatives?: { title: string }[] } | null;
}

export interface Block {
  name: string;
  block: string;
  copy: number;
  copies: number;
  parent: string | null;
  layers: string[];
}

export interface Model {
  name: string;
  title: string;
  layers: Layer[];
  blocks: Block[];
  diagnostics: Diagnostic[];
  source: string;
}

export interface LayerCost {
  name: string;
  flops: number | null;
  step_flops: number | null;
  output_bytes: number | null;
  kept_bytes: number | null;
}

export interface Cost {
  batch: number;
  length: number | null;
  flops: number | null;
  activation_bytes: number | null;
  layers: LayerCost[];
}
