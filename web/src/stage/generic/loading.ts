/** A GLB through three.js' loader, with nothing fetched: pictures are decoded from the file's own bytes. */
import { Texture } from "three";
import { type GLTF, GLTFLoader, type GLTFParser } from "three/addons/loaders/GLTFLoader.js";
import { StageError } from "../errors";
import { modelError } from "./checking";

/** What a textured face needs at most; larger pictures are reduced when they are decoded. */
const MAX_TEXTURE_PX = 2048;

/** Load a model that `checkModel` has let pass; what it throws is for `readError`. */
export async function loadModel(glb: ArrayBuffer): Promise<GLTF> {
  const loader = new GLTFLoader();
  loader.register((parser) => {
    const decoded = new Map<number, Promise<ImageBitmap>>();
    // The loader's own way is a fetch of a blob's address, which the page's security policy forbids.
    parser.loadImageSource = async (image) => {
      const known = decoded.get(image);
      const bitmap = known ?? decode(parser, image);
      decoded.set(image, bitmap);
      const texture = new Texture(await bitmap);
      texture.needsUpdate = true;
      return texture;
    };
    return { name: "SHERIN_pictures" };
  });
  return loader.parseAsync(glb, "");
}

/** What reading somebody's file threw, as an error that says so. */
export function readError(error: unknown): StageError {
  if (error instanceof StageError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return modelError(
    `it cannot be read (${reason.replace(/^THREE\.GLTFLoader: /, "")})`,
    "The file is torn, or was changed by hand: export it again.",
  );
}

async function decode(parser: GLTFParser, image: number): Promise<ImageBitmap> {
  const { images } = parser.json as { images: { bufferView?: number; mimeType?: string }[] };
  const { bufferView, mimeType } = images[image]!;
  const bytes = (await parser.getDependency("bufferView", bufferView ?? -1)) as ArrayBuffer;
  const options: ImageBitmapOptions = { premultiplyAlpha: "none", colorSpaceConversion: "none" };
  const bitmap = await createImageBitmap(new Blob([bytes], { type: mimeType ?? "" }), options);
  const larger = Math.max(bitmap.width, bitmap.height) / MAX_TEXTURE_PX;
  if (larger <= 1) return bitmap;
  const smaller = await createImageBitmap(bitmap, {
    ...options,
    resizeWidth: Math.max(1, Math.round(bitmap.width / larger)),
    resizeHeight: Math.max(1, Math.round(bitmap.height / larger)),
    resizeQuality: "high",
  });
  bitmap.close();
  return smaller;
}
