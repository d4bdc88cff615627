"""The shop and its people as a MuJoCo model, and pictures of it from any camera."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt

from sample_videos.simulator import building, pictures
from sample_videos.simulator.body import parts_of
from sample_videos.simulator.cloth import cloths
from sample_videos.simulator.decor import Decor, Light
from sample_videos.simulator.furniture import furniture
from sample_videos.simulator.gait import Bones
from sample_videos.simulator.mesh import Mesh
from sample_videos.simulator.opengl import load_mujoco
from sample_videos.simulator.part import Part
from sample_videos.simulator.pose import Person
from sample_videos.simulator.projection import View
from sample_videos.simulator.shop import Shop
from sample_videos.simulator.surface import Surface

Image = npt.NDArray[np.uint8]
"""(height, width, 3), RGB."""
Owners = npt.NDArray[np.int32]
"""(height, width): the number of the person seen at each pixel, or `NOBODY`."""
NOBODY = -1

SOLID, GLASS, PEOPLE = 0, 1, 2
"""Groups of geoms, to draw some without the others."""


class Scene:
    """Holds an OpenGL context: use it in a ``with`` block, or close it."""

    def __init__(
        self,
        shop: Shop,
        people: Iterable[Person],
        decor: Decor | None = None,
        *,
        size: tuple[int, int] = (640, 360),
        samples: int = 4,
    ) -> None:
        self.shop, self.decor = shop, decor or Decor()
        self.people = {person.number: person for person in people}
        self._mujoco = load_mujoco()
        spec = self._mujoco.MjSpec()
        spec.visual.global_.offwidth, spec.visual.global_.offheight = size
        spec.visual.quality.offsamples = samples
        spec.visual.quality.shadowsize = 2048
        # Directional lights throw shadows within this many metres of the shop's middle.
        spec.stat.extent = 10.0
        spec.visual.map.shadowclip = 1.05
        spec.visual.map.znear, spec.visual.map.zfar = 0.01, 8.0
        self._spec = spec
        self._outside: list[tuple[int, float]] = []
        self._casting: list[bool] = []
        self._pictures()
        for surface in building.building(shop, self.decor) + furniture(shop, self.decor):
            self._add_surface(surface)
        self._add_floor()
        self._parts: list[tuple[int, str]] = []
        for number, person in self.people.items():
            for part in parts_of(person):
                self._add_part(number, part)
        self._add_lights()
        self.model = spec.compile()
        self.data = self._mujoco.MjData(self.model)
        self._mujoco.mj_forward(self.model, self.data)
        self._renderer = self._mujoco.Renderer(
            self.model, size[1], size[0], max_geom=self.model.ngeom + 200
        )
        self._free = self._mujoco.MjvCamera()
        self._options = self._mujoco.MjvOption()
        self._shown: set[int] = set()
        self._index_people()
        self.stand({})
        self.light(self.decor.light)

    def __enter__(self) -> Scene:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._renderer.close()

    def light(self, light: Light) -> None:
        """Sets the lamps; takes effect in the next picture."""
        tint = np.array(light.tint) * light.level
        for index, strength in enumerate((0.46, 0.28, 0.16)):
            self.model.light_diffuse[index] = strength * tint
            self.model.light_specular[index] = 0.25 * strength * tint
        for index, towards in enumerate((light.lean, light.second)):
            at = np.array(towards) / np.linalg.norm(towards)
            middle = np.array((self.shop.width / 2, self.shop.depth / 2 - 1, 0.0))
            self.data.light_xpos[index] = middle + 9 * at
            self.data.light_xdir[index] = -at
        self.model.vis.headlight.ambient[:] = 0.48 * tint
        self.model.vis.headlight.diffuse[:] = 0.12 * tint
        self.model.vis.headlight.specular[:] = 0.0
        for material, glow in self._outside:
            self.model.mat_emission[material] = glow * light.day

    def stand(self, bones: Mapping[int, Bones]) -> None:
        """Places these people; all others leave."""
        self._shown = set(bones)
        for number, (first, last) in self._slices.items():
            held = bones.get(number)
            self.model.geom_rgba[first:last, 3] = 0.0 if held is None else 1.0
            if held is None:
                continue
            for geom in range(first, last):
                turn, place = held[self._bone[geom]]
                shift, rotation = self._own[geom]
                self.data.geom_xpos[geom] = place + turn @ shift
                self.data.geom_xmat[geom] = (turn @ rotation).ravel()

    def image(self, view: View) -> Image:
        """What a faultless camera sees."""
        self._options.geomgroup[:] = 1
        self._look(view)
        image: Image = self._renderer.render()
        return image

    def owners(self, view: View) -> Owners:
        """Who is seen at every pixel, through glass too."""
        self._options.geomgroup[:] = 1
        self._options.geomgroup[GLASS] = 0
        return self._segments(view)

    def alone(self, view: View, numbers: Sequence[int]) -> Owners:
        """As `owners`, as if there were these people and nothing else."""
        self._options.geomgroup[:] = 0
        self._options.geomgroup[PEOPLE] = 1
        before = self.model.geom_rgba[:, 3].copy()
        for number in self._shown.difference(numbers):
            first, last = self._slices[number]
            self.model.geom_rgba[first:last, 3] = 0.0
        try:
            return self._segments(view)
        finally:
            self.model.geom_rgba[:, 3] = before

    @property
    def shown(self) -> frozenset[int]:
        """The numbers of the people who are placed."""
        return frozenset(self._shown)

    def points(self, number: int) -> npt.NDArray[np.float64]:
        """The surface (n, 3) of somebody who was placed, in the shop's metres."""
        first, last = self._slices[number]
        return np.concatenate(
            [
                self._vertices[geom] @ self.data.geom_xmat[geom].reshape(3, 3).T
                + self.data.geom_xpos[geom]
                for geom in range(first, last)
            ]
        )

    def _look(self, view: View) -> None:
        renderer = self._renderer
        renderer.update_scene(self.data, self._free, self._options)
        scene = renderer.scene
        _, down, forward = view.axes
        for eye in scene.camera:
            eye.pos[:], eye.forward[:], eye.up[:] = view.camera.position, forward, -down
            eye.frustum_near, eye.frustum_far = 0.05, 60.0
            half = 0.05 * view.height / 2 / view.focal
            eye.frustum_center = 0.0
            eye.frustum_bottom, eye.frustum_top = -half, half
            # 0: as wide as the picture's shape asks for.
            eye.frustum_width = 0.0
        for geom in scene.geoms[: scene.ngeom]:
            if geom.objid >= 0 and not self._casting[geom.objid]:
                geom.castshadow = 0

    def _segments(self, view: View) -> Owners:
        self._look(view)
        renderer = self._renderer
        renderer.enable_segmentation_rendering()
        try:
            geoms = renderer.render()[..., 0]
        finally:
            renderer.disable_segmentation_rendering()
        owners: Owners = self._owner[geoms]
        return owners

    # Building the model

    def _pictures(self) -> None:
        decor = self.decor
        rng = np.random.default_rng((decor.seed, 6))
        drawn = {
            "floor": pictures.floor(self.shop, decor),
            "wall": pictures.wall(decor),
            "goods": pictures.goods(decor),
            "screen": pictures.screen(rng, decor.accent),
            "collect sign": pictures.sign("Click & Collect", decor.accent),
            "till sign": pictures.sign("CAISSES", decor.accent),
            "pavement": building.pavement(rng),
            "asphalt": building.asphalt(rng),
            "houses": building.houses(rng),
            "poster 0": building.poster(rng, decor),
            "poster 1": building.poster(rng, decor),
        }
        cloth = cloths()
        drawn |= {f"worn {name}": picture for name, picture in cloth.items()}
        drawn["cloth"] = cloth["plain"]
        for name, picture in drawn.items():
            texture = self._spec.add_texture(
                name=name,
                type=self._mujoco.mjtTexture.mjTEXTURE_2D,
                width=picture.shape[1],
                height=picture.shape[0],
                nchannel=3,
            )
            texture.data = np.ascontiguousarray(picture).tobytes()
        self._materials: dict[tuple[str | None, float, float], str] = {}

    def _material(self, picture: str | None, shine: float, glow: float) -> str:
        key = (picture, shine, glow)
        if key not in self._materials:
            name = f"material {len(self._materials)}"
            material = self._spec.add_material(
                name=name, specular=shine, shininess=0.3 + shine, emission=glow
            )
            if picture is not None:
                textures = list(material.textures)
                textures[self._mujoco.mjtTextureRole.mjTEXROLE_RGB] = picture
                material.textures = textures
            self._materials[key] = name
        return self._materials[key]

    def _add_mesh(self, mesh: Mesh, material: str, colour: Sequence[float], group: int) -> Any:
        name = f"mesh {len(self._casting)}"
        asset = self._spec.add_mesh(name=name)
        asset.uservert = mesh.vertices.ravel()
        asset.usernormal = mesh.normals.ravel()
        asset.usertexcoord = mesh.texture.ravel()
        asset.userface = mesh.faces.ravel()
        asset.inertia = self._mujoco.mjtMeshInertia.mjMESH_INERTIA_SHELL
        self._casting.append(True)
        return self._spec.worldbody.add_geom(
            name=name,
            type=self._mujoco.mjtGeom.mjGEOM_MESH,
            meshname=name,
            material=material,
            rgba=[*colour, 1.0] if len(colour) == 3 else list(colour),
            group=group,
            contype=0,
            conaffinity=0,
        )

    def _add_surface(self, surface: Surface) -> None:
        outside = surface.role == "outside"
        glow = surface.glow + (0.5 if outside else 0.0) + (0.3 if surface.role == "ceiling" else 0)
        material = self._material(surface.picture, surface.shine, glow)
        if outside:
            self._outside.append((list(self._materials.values()).index(material), glow))
        glass = surface.role == "glass"
        self._add_mesh(
            surface.mesh,
            material,
            (*surface.colour, 0.03 if glass else 1.0),
            GLASS if glass else SOLID,
        )
        self._casting[-1] = surface.role == "solid"

    def _add_floor(self) -> None:
        """A plane, not a mesh: only planes mirror what stands on them."""
        name = self._material("floor", 0.15, 0.0)
        material = self._spec.material(name)
        material.reflectance = self.decor.reflectance
        w, d = self.shop.width / 2, self.shop.depth / 2
        self._spec.worldbody.add_geom(
            type=self._mujoco.mjtGeom.mjGEOM_PLANE,
            size=[w, d, 0.5],
            pos=[w, d, 0.0],
            material=name,
            contype=0,
            conaffinity=0,
        )
        self._casting.append(False)

    def _add_part(self, number: int, part: Part) -> None:
        # A colour of exactly a half is MuJoCo's sign for "none set".
        colour = [c if abs(c - 0.5) > 1e-6 else 0.501 for c in part.colour]
        material = self._material(f"worn {part.cloth}", part.shine, 0.0)
        self._add_mesh(part.mesh, material, colour, PEOPLE)
        self._parts.append((number, part.bone))

    def _add_lights(self) -> None:
        directional = self._mujoco.mjtLightType.mjLIGHT_DIRECTIONAL
        for shadow in (True, False):
            self._spec.worldbody.add_light(type=directional, castshadow=shadow)
        # A wash from above that throws no shadow.
        self._spec.worldbody.add_light(type=directional, castshadow=False, dir=[0.1, 0.5, -0.6])

    def _index_people(self) -> None:
        model = self.model
        first = model.ngeom - len(self._parts)
        self._owner = np.full(model.ngeom + 1, NOBODY, np.int32)
        self._bone: dict[int, str] = {}
        self._own: dict[int, tuple[Any, Any]] = {}
        self._vertices: dict[int, Any] = {}
        self._slices: dict[int, tuple[int, int]] = {}
        for geom, (number, bone) in enumerate(self._parts, start=first):
            self._owner[geom] = number
            self._bone[geom] = bone
            # MuJoCo moves a mesh to its own middle and axes and tells here where that was.
            rotation = np.empty(9)
            self._mujoco.mju_quat2Mat(rotation, model.geom_quat[geom])
            self._own[geom] = (model.geom_pos[geom].copy(), rotation.reshape(3, 3))
            mesh = model.geom_dataid[geom]
            start = model.mesh_vertadr[mesh]
            self._vertices[geom] = model.mesh_vert[start : start + model.mesh_vertnum[mesh]].astype(
                np.float64
            )
            low, _ = self._slices.get(number, (geom, geom))
            self._slices[number] = (low, geom + 1)
