/** Shaders compiled, and what goes wrong with them said in words. */
import { StageError } from "../errors";

/** A program and where its uniforms are. */
export interface Program<Name extends string> {
  readonly program: WebGLProgram;
  readonly at: Readonly<Record<Name, WebGLUniformLocation | null>>;
}

/** Attributes of every program have fixed places, so that one array of vertices serves all. */
export const ATTRIBUTES = { place: 0, uv: 1, gain: 2, feather: 3 } as const;

/**
 * Compile and link.
 *
 * @throws StageError the driver refuses a shader; its log stands in the message.
 */
export function compiled<Name extends string>(
  gl: WebGL2RenderingContext,
  vertex: string,
  fragment: string,
  uniforms: readonly Name[],
): Program<Name> {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(kind);
    // Null where the context is lost; the caller draws again when it is back.
    if (shader === null) continue;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  for (const [name, place] of Object.entries(ATTRIBUTES)) {
    gl.bindAttribLocation(program, place, name);
  }
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true && !gl.isContextLost()) {
    const log = (gl.getAttachedShaders(program) ?? [])
      .map((shader) => gl.getShaderInfoLog(shader) ?? "")
      .join(" ");
    throw new StageError(
      "webgl",
      `WebGL2: a shader does not compile here: ${log} ${gl.getProgramInfoLog(program) ?? ""}. ` +
        "Update the browser or its graphics driver; the page shows the still picture meanwhile.",
    );
  }
  const at = {} as Record<Name, WebGLUniformLocation | null>;
  for (const name of uniforms) at[name] = gl.getUniformLocation(program, name);
  return { program, at };
}
