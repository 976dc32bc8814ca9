//! Finished files as one file to print, each so many times.
//!
//! What is drawn and the fonts are in the file once, whatever the number of copies. What tells one page from
//! another is copied with it: page, annotations and structure elements. So every copy is read in order by a
//! screen reader, and the file meets the standards that its parts meet (PDF/UA-1, PDF/A-2a; for the structure
//! tree see ISO 32000-1, 14.7).

mod metadata;
mod source;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Error, Object, ObjectId, StringFormat, dictionary, text_string};

use super::{PdfError, repack};
use metadata::Identity;
use source::Source;

/// What the files have in common.
#[derive(Debug, Clone, Copy)]
pub struct Bundle<'a> {
    /// In the file's properties.
    pub title: &'a str,
    /// Every copy begins on a new sheet when it is printed on both sides.
    pub duplex: bool,
}

/// The files one after the other, each as often as its number says. Properties, language and colours are those
/// of the first; `None` if there is none.
///
/// # Errors
/// A file is not a tagged PDF of this program.
pub fn merge<'a>(
    bundle: Bundle<'_>,
    files: impl IntoIterator<Item = (&'a [u8], u32)>,
) -> Result<Option<Vec<u8>>, PdfError> {
    let mut merger = Merger::new(bundle.duplex);
    let added = files.into_iter().try_for_each(|(bytes, copies)| {
        merger.identity.add(bytes, copies);
        merger.add(&Source::read(bytes)?, copies)
    });
    added.and_then(|()| merger.finish(bundle.title)).map_err(|error| PdfError::Merge(error.to_string()))
}

/// New numbers of objects, by their numbers in a file.
type Numbers = BTreeMap<ObjectId, ObjectId>;

/// A file in the making.
struct Merger {
    duplex: bool,
    identity: Identity,
    objects: BTreeMap<ObjectId, Object>,
    /// The objects that hold all others together: their numbers are known before their content.
    page_tree: ObjectId,
    structure: ObjectId,
    document: ObjectId,
    outline: ObjectId,
    /// Catalog and properties of the first file, with the objects they refer to.
    head: Option<(Dictionary, Dictionary)>,
    pages: Vec<ObjectId>,
    /// The structure element of each copy.
    parts: Vec<Object>,
    /// Structure elements by the marked content of each page and by each annotation.
    parents: Vec<Object>,
    /// Structure elements that others refer to.
    names: BTreeMap<Vec<u8>, ObjectId>,
    /// What structure elements of other names stand for.
    roles: Dictionary,
    /// Top-level entries of the outline, and how many are shown at first.
    entries: Vec<ObjectId>,
    shown: i64,
}

/// One copy of a file on its way into another.
struct Copy<'a> {
    source: &'a Source,
    /// What this copy has for itself.
    own: Numbers,
    /// What all copies share.
    shared: &'a mut Numbers,
    /// Shared objects that are not in the new file yet.
    missing: Vec<ObjectId>,
    /// Put before the names of structure elements.
    prefix: String,
}

impl Merger {
    fn new(duplex: bool) -> Self {
        let mut merger = Self {
            duplex,
            identity: Identity::default(),
            objects: BTreeMap::new(),
            page_tree: (1, 0),
            structure: (2, 0),
            document: (3, 0),
            outline: (4, 0),
            head: None,
            pages: Vec::new(),
            parts: Vec::new(),
            parents: Vec::new(),
            names: BTreeMap::new(),
            roles: Dictionary::new(),
            entries: Vec::new(),
            shown: 0,
        };
        for id in [merger.page_tree, merger.structure, merger.document, merger.outline] {
            merger.objects.insert(id, Object::Null);
        }
        merger
    }

    /// A number for an object, which has no content yet.
    fn number(&mut self) -> ObjectId {
        let last = self.objects.last_key_value().map_or(0, |(id, _)| id.0);
        let id = (last + 1, 0);
        self.objects.insert(id, Object::Null);
        id
    }

    fn insert(&mut self, object: impl Into<Object>) -> ObjectId {
        let id = self.number();
        self.objects.insert(id, object.into());
        id
    }

    fn add(&mut self, source: &Source, copies: u32) -> Result<(), Error> {
        for (name, role) in source.roles() {
            self.roles.set(name.clone(), role.clone());
        }
        let mut shared = Numbers::new();
        for number in 0..copies {
            if self.duplex && self.pages.len() % 2 == 1 {
                self.blank_page()?;
            }
            let first = number == 0;
            let mut copy = self.start(source, first, &mut shared);
            if self.head.is_none() {
                let (catalog, properties) = source.head()?;
                let catalog = self.dictionary(&catalog, &mut copy);
                let properties = self.dictionary(&properties, &mut copy);
                self.head = Some((catalog, properties));
            }
            self.copy(&mut copy)?;
            if first {
                self.entries.extend(source.entries.iter().map(|id| copy.own[id]));
                self.shown += source.shown;
            }
            self.share(copy);
        }
        Ok(())
    }

    /// Numbers what a copy has for itself. The outline leads to the first copy.
    fn start<'a>(&mut self, source: &'a Source, first: bool, shared: &'a mut Numbers) -> Copy<'a> {
        let mut own = Numbers::from([(source.structure, self.document)]);
        own.extend(source.outline.map(|id| (id, self.outline)));
        for id in source.own(first) {
            own.insert(id, self.number());
        }
        let prefix = format!("{}-", self.parts.len() + 1);
        Copy { source, own, shared, missing: Vec::new(), prefix }
    }

    /// Pages, structure elements, annotations and the outline.
    fn copy(&mut self, copy: &mut Copy<'_>) -> Result<(), Error> {
        for (old, new) in copy.own.clone() {
            let Ok(object) = copy.source.file.get_object(old) else { continue };
            if new == self.document || new == self.outline {
                continue;
            }
            let mut object = self.object(object, copy);
            if let Object::Dictionary(entries) = &mut object {
                self.complete(new, entries, copy)?;
            }
            self.objects.insert(new, object);
        }
        self.pages.extend(copy.source.pages.iter().map(|id| copy.own[id]));
        for old in &copy.source.elements {
            let new = copy.own[old];
            let Some(Object::Dictionary(part)) = self.objects.get_mut(&new) else { continue };
            part.set("S", "Part");
            part.set("Lang", copy.source.language.clone());
            self.parts.push(new.into());
        }
        Ok(())
    }

    /// Gives an object of a copy what it needs in the new file.
    fn complete(&mut self, id: ObjectId, entries: &mut Dictionary, copy: &mut Copy<'_>) -> Result<(), Error> {
        if entries.has_type(b"Page") {
            entries.set("Parent", self.page_tree);
        }
        for key in [b"StructParents".as_slice(), b"StructParent"] {
            let Ok(old) = entries.get(key).and_then(Object::as_i64) else { continue };
            let parents = copy.source.parents(old)?;
            let parents = match self.object(parents, copy) {
                Object::Array(elements) => self.insert(elements).into(),
                element => element,
            };
            let new = self.parents.len() / 2;
            let new = Object::Integer(i64::try_from(new)?);
            entries.set(key, new.clone());
            self.parents.extend([new, parents]);
        }
        if entries.has_type(b"StructElem")
            && let Ok(Object::String(name, _)) = entries.get_mut(b"ID")
        {
            *name = copy.name(name);
            self.names.insert(name.clone(), id);
        }
        Ok(())
    }

    /// The object with the numbers of the new file.
    fn object(&mut self, object: &Object, copy: &mut Copy<'_>) -> Object {
        match object {
            Object::Reference(old) => {
                if let Some(new) = copy.own.get(old).or_else(|| copy.shared.get(old)) {
                    return (*new).into();
                }
                let new = self.number();
                copy.shared.insert(*old, new);
                copy.missing.push(*old);
                new.into()
            }
            Object::Array(items) => {
                items.iter().map(|item| self.object(item, copy)).collect::<Vec<_>>().into()
            }
            Object::Dictionary(entries) => self.dictionary(entries, copy).into(),
            Object::Stream(stream) => {
                let mut stream = stream.clone();
                stream.dict = self.dictionary(&stream.dict, copy);
                stream.into()
            }
            other => other.clone(),
        }
    }

    fn dictionary(&mut self, entries: &Dictionary, copy: &mut Copy<'_>) -> Dictionary {
        let mut new = Dictionary::new();
        for (key, value) in entries {
            let value = match (key.as_slice(), value) {
                // The parent of a page is set later.
                (b"Parent", _) if entries.has_type(b"Page") => continue,
                // A cell names the cells that head it.
                (b"Headers", Object::Array(names)) => {
                    let in_copy = |heading: &Object| match heading {
                        Object::String(name, format) => Object::String(copy.name(name), *format),
                        other => other.clone(),
                    };
                    names.iter().map(in_copy).collect::<Vec<_>>().into()
                }
                (_, value) => self.object(value, copy),
            };
            new.set(key.clone(), value);
        }
        new
    }

    /// Brings what a copy refers to and the file does not have yet.
    fn share(&mut self, mut copy: Copy<'_>) {
        while let Some(old) = copy.missing.pop() {
            let Ok(object) = copy.source.file.get_object(old) else { continue };
            let object = self.object(object, &mut copy);
            let new = copy.shared[&old];
            self.objects.insert(new, object);
        }
    }

    /// The empty back of a sheet.
    fn blank_page(&mut self) -> Result<(), Error> {
        let Some(Object::Dictionary(front)) = self.pages.last().and_then(|id| self.objects.get(id)) else {
            return Ok(());
        };
        let size = front.get(b"MediaBox")?.clone();
        let page = dictionary! {
            "Type" => "Page",
            "Parent" => self.page_tree,
            "MediaBox" => size,
            "Resources" => Dictionary::new(),
        };
        let page = self.insert(page);
        self.pages.push(page);
        Ok(())
    }

    fn finish(mut self, title: &str) -> Result<Option<Vec<u8>>, Error> {
        let Some((mut catalog, mut properties)) = self.head.take() else { return Ok(None) };
        let pages = i64::try_from(self.pages.len())?;
        let kids: Vec<Object> = self.pages.iter().map(|id| (*id).into()).collect();
        let page_tree = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => pages };
        self.objects.insert(self.page_tree, page_tree.into());

        let parts = std::mem::take(&mut self.parts);
        let document =
            dictionary! { "Type" => "StructElem", "S" => "Document", "P" => self.structure, "K" => parts };
        self.objects.insert(self.document, document.into());
        let structure = self.structure_tree()?;
        self.objects.insert(self.structure, structure.into());

        catalog.set("Pages", self.page_tree);
        catalog.set("StructTreeRoot", self.structure);
        if !self.entries.is_empty() {
            let outline = self.link_entries();
            self.objects.insert(self.outline, outline.into());
            catalog.set("Outlines", self.outline);
        }
        properties.set("Title", text_string(title));
        let identity = self.identity.name(title);
        let packet = catalog.get(b"Metadata").and_then(Object::as_reference)?;
        if let Some(Object::Stream(packet)) = self.objects.get_mut(&packet) {
            metadata::rewrite(packet, title, self.pages.len(), &identity);
        }

        let mut file = Document::with_version("1.7");
        let catalog = self.insert(catalog);
        let properties = self.insert(properties);
        let identity = Object::String(identity.into_bytes(), StringFormat::Literal);
        file.trailer.set("Root", catalog);
        file.trailer.set("Info", properties);
        file.trailer.set("ID", vec![identity.clone(), identity]);
        file.max_id = self.objects.last_key_value().map_or(0, |(id, _)| id.0);
        file.objects = self.objects;
        Ok(Some(repack::packed(&mut file)?))
    }

    fn structure_tree(&mut self) -> Result<Dictionary, Error> {
        let next = i64::try_from(self.parents.len() / 2)?;
        let parents = dictionary! { "Nums" => std::mem::take(&mut self.parents) };
        let parents = self.insert(parents);
        let mut tree = dictionary! {
            "Type" => "StructTreeRoot",
            "K" => vec![self.document.into()],
            "ParentTree" => parents,
            "ParentTreeNextKey" => next,
            "RoleMap" => std::mem::take(&mut self.roles),
        };
        if let (Some(first), Some(last)) = (self.names.keys().next(), self.names.keys().next_back()) {
            let string = |name: &Vec<u8>| Object::String(name.clone(), StringFormat::Literal);
            let limits = vec![string(first), string(last)];
            let names: Vec<Object> =
                self.names.iter().flat_map(|(name, id)| [string(name), (*id).into()]).collect();
            let leaf = self.insert(dictionary! { "Limits" => limits, "Names" => names });
            tree.set("IDTree", self.insert(dictionary! { "Kids" => vec![leaf.into()] }));
        }
        Ok(tree)
    }

    /// Makes one list of the outlines of all files.
    fn link_entries(&mut self) -> Dictionary {
        for (place, id) in self.entries.iter().enumerate() {
            let Some(Object::Dictionary(entry)) = self.objects.get_mut(id) else { continue };
            entry.set("Parent", self.outline);
            for (key, neighbour) in [("Prev", place.checked_sub(1)), ("Next", Some(place + 1))] {
                match neighbour.and_then(|place| self.entries.get(place)) {
                    Some(neighbour) => entry.set(key, *neighbour),
                    None => {
                        entry.remove(key.as_bytes());
                    }
                }
            }
        }
        dictionary! {
            "Type" => "Outlines",
            "First" => self.entries[0],
            "Last" => self.entries[self.entries.len() - 1],
            "Count" => self.shown,
        }
    }
}

impl Copy<'_> {
    /// The name of a structure element, which no other copy has.
    fn name(&self, name: &[u8]) -> Vec<u8> {
        [self.prefix.as_bytes(), name].concat()
    }
}
