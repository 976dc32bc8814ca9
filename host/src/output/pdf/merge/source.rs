//! A file that becomes a part of another: what is in it, and what a copy must have for itself.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Error, Object, ObjectId};

/// What all copies of a page share. Its parent is not its own either.
const SHARED: [&[u8]; 3] = [b"Contents", b"Resources", b"Parent"];
/// What the catalog of the first file gives to the new one.
const OF_THE_CATALOG: [&[u8]; 7] =
    [b"Type", b"Lang", b"MarkInfo", b"Metadata", b"OutputIntents", b"ViewerPreferences", b"Extensions"];

/// A tagged PDF, as Typst writes it.
pub struct Source {
    pub file: Document,
    pub pages: Vec<ObjectId>,
    /// What is below the structure tree's root: the document.
    pub elements: Vec<ObjectId>,
    /// The root itself.
    pub structure: ObjectId,
    pub language: Object,
    /// The outline, its top-level entries, and how many entries are shown at first.
    pub outline: Option<ObjectId>,
    pub entries: Vec<ObjectId>,
    pub shown: i64,
    roles: Dictionary,
    /// Structure elements by the keys of pages and annotations.
    parents: BTreeMap<i64, Object>,
}

impl Source {
    /// Reads a file.
    ///
    /// # Errors
    /// It is no PDF, it is not tagged, or it has no language.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        let file = Document::load_mem(bytes)?;
        let catalog = file.catalog()?;
        let structure = catalog.get(b"StructTreeRoot").and_then(Object::as_reference)?;
        let tree = file.get_dictionary(structure)?;
        let elements = tree.get_deref(b"K", &file).and_then(Object::as_array)?;
        let elements = elements.iter().map(Object::as_reference).collect::<Result<_, _>>()?;
        let roles = tree.get_deref(b"RoleMap", &file).and_then(Object::as_dict).cloned().unwrap_or_default();
        let mut parents = BTreeMap::new();
        read_numbers(&file, tree.get_deref(b"ParentTree", &file)?.as_dict()?, &mut parents)?;

        let outline = catalog.get(b"Outlines").and_then(Object::as_reference).ok();
        let (mut entries, mut shown) = (Vec::new(), 0);
        if let Some(outline) = outline {
            let outline = file.get_dictionary(outline)?;
            shown = outline.get(b"Count").and_then(Object::as_i64).unwrap_or(0);
            let mut next = outline.get(b"First").and_then(Object::as_reference).ok();
            while let Some(entry) = next {
                entries.push(entry);
                next = file.get_dictionary(entry)?.get(b"Next").and_then(Object::as_reference).ok();
            }
        }
        let language = catalog.get(b"Lang")?.clone();
        let pages = file.page_iter().collect();
        Ok(Self { file, pages, elements, structure, language, outline, entries, shown, roles, parents })
    }

    /// Kinds of structure elements and what each stands for.
    pub fn roles(&self) -> impl Iterator<Item = (&Vec<u8>, &Object)> {
        self.roles.iter()
    }

    /// The structure elements of a page's marked content, or of an annotation, by its key.
    ///
    /// # Errors
    /// There are none.
    pub fn parents(&self, key: i64) -> Result<&Object, Error> {
        self.parents.get(&key).ok_or_else(|| Error::DictKey(format!("ParentTree {key}")))
    }

    /// The catalog without pages, structure and outline; and the file's properties.
    ///
    /// # Errors
    /// They are missing.
    pub fn head(&self) -> Result<(Dictionary, Dictionary), Error> {
        let catalog = self.file.catalog()?;
        let mut head = Dictionary::new();
        for key in OF_THE_CATALOG {
            if let Ok(value) = catalog.get(key) {
                head.set(key, value.clone());
            }
        }
        let properties = self.file.trailer.get_deref(b"Info", &self.file)?.as_dict()?.clone();
        Ok((head, properties))
    }

    /// What a copy must have for itself: pages, annotations and structure elements; and with `outline` its
    /// entries. The roots of the structure and of the outline are not among them.
    pub fn own(&self, outline: bool) -> Vec<ObjectId> {
        let mut waiting: Vec<ObjectId> = self.pages.iter().chain(&self.elements).copied().collect();
        if outline {
            waiting.extend(&self.entries);
        }
        let mut seen: BTreeSet<ObjectId> = self.outline.into_iter().chain([self.structure]).collect();
        let mut own = Vec::new();
        waiting.reverse();
        while let Some(id) = waiting.pop() {
            if !seen.insert(id) {
                continue;
            }
            match self.file.get_object(id) {
                Ok(Object::Stream(_)) | Err(_) => {}
                Ok(object) => {
                    own.push(id);
                    references(object, &mut waiting);
                }
            }
        }
        own
    }
}

/// Collects the objects that an object refers to, without those that copies share.
fn references(object: &Object, found: &mut Vec<ObjectId>) {
    match object {
        Object::Reference(id) => found.push(*id),
        Object::Array(items) => items.iter().for_each(|item| references(item, found)),
        Object::Dictionary(entries) => {
            let own = entries.iter().filter(|(key, _)| !SHARED.contains(&key.as_slice()));
            own.for_each(|(_, value)| references(value, found));
        }
        _ => {}
    }
}

/// Reads a number tree. References to arrays are followed: each copy has an array of its own.
fn read_numbers(file: &Document, node: &Dictionary, found: &mut BTreeMap<i64, Object>) -> Result<(), Error> {
    if let Ok(kids) = node.get_deref(b"Kids", file).and_then(Object::as_array) {
        for kid in kids {
            read_numbers(file, file.dereference(kid)?.1.as_dict()?, found)?;
        }
    }
    if let Ok(numbers) = node.get_deref(b"Nums", file).and_then(Object::as_array) {
        for pair in numbers.chunks_exact(2) {
            let value = match file.dereference(&pair[1])?.1 {
                array @ Object::Array(_) => array.clone(),
                _ => pair[1].clone(),
            };
            found.insert(pair[0].as_i64()?, value);
        }
    }
    Ok(())
}
