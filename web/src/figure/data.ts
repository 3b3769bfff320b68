/** The form of `figure.json`, which Python writes and both languages draw. */
import file from "../../../src/sherin/body/figure/figure.json";

export type Triple = readonly [number, number, number];

/** One line or area, before smoothing. */
export interface PathRow {
  readonly name: string;
  readonly kind: "fill" | "stroke";
  /** Colour, a key of the palette. */
  readonly role: string;
  /** Each a smooth curve through these points; several make one outline with corners. */
  readonly spans: readonly (readonly number[])[];
  /** Of a stroke, at evenly spaced places along it, in eye distances. */
  readonly width: readonly number[];
  readonly closed: boolean;
  readonly opacity: number;
  /** Channel -> what a value of 1 adds to the opacity. */
  readonly channels: Readonly<Record<string, number>>;
  /** Name of the area that it shows inside of, or empty. */
  readonly clip: string;
  /** Direction in the head that must look at the viewer for it to show, or empty. */
  readonly facing: readonly number[];
  /** Pieces between two points. */
  readonly steps: number;
  /** `handLeft.palm` and the like: parts of hands are drawn from far to near. */
  readonly part: string;
}

/** Anatomy of the right hand, in mm and degrees; the left one is its mirror image. */
export interface HandRows {
  readonly mm: number;
  readonly shoulder_mm: number;
  readonly wrist: Triple;
  readonly left_lower: number;
  readonly rest_deg: Triple;
  /** Height that finger tips do not rise above while they are before the face. */
  readonly below: number;
  /** Distances from the middle between which that rule fades. */
  readonly beside: readonly [number, number];
  readonly hidden_drop: number;
  readonly hidden_bulge: number;
  readonly elbow: Triple;
  readonly knuckles: readonly Triple[];
  readonly bones: readonly Triple[];
  readonly relaxed: readonly Triple[];
  readonly dip_share: number;
  readonly mcp_deg: readonly [number, number];
  readonly pip_deg: readonly [number, number];
  readonly thumb_root: Triple;
  readonly thumb_out_deg: number;
  readonly thumb_fore_deg: number;
  readonly thumb_flex: readonly [number, number];
  readonly thumb_curl: readonly (readonly [number, number])[];
  readonly thumb_curl_rest: number;
  readonly palm: readonly Triple[];
  readonly elbow_half: number;
  readonly cuff_half: number;
  readonly hem_half: number;
  readonly wrist_half: number;
  readonly cuff_back: number;
  readonly hem_back: number;
  readonly wrist_front: number;
  readonly elbow_follow: number;
  readonly first: Readonly<Record<string, number>>;
}

/** The whole file; lengths in eye distances, x right, y down, z away from the viewer. */
export interface FigureFile {
  readonly palette: Readonly<Record<string, string>>;
  readonly frame: {
    readonly width: number;
    readonly centre: readonly [number, number];
    readonly camera_distance: number;
    readonly near: number;
  };
  readonly head_height: number;
  readonly neck_pivot: Triple;
  readonly hip_pivot: Triple;
  readonly look_deg: number;
  readonly eyes: readonly {
    readonly side: string;
    readonly centre: Triple;
    readonly points: readonly number[];
  }[];
  readonly meets: readonly Triple[];
  readonly slices: readonly (readonly number[])[];
  readonly names: readonly string[];
  readonly rest: readonly Triple[];
  readonly head_share: readonly number[];
  readonly deltas: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly hands: HandRows;
  readonly paths: readonly PathRow[];
}

/** The figure that ships. */
export const FIGURE = file as unknown as FigureFile;
