//! Apache Parquet, a file for each table: columns of lists are lists, cells may be null (format specification, "LogicalTypes").
//!
//! Rows are written in groups, so that tables of thousands of models fit into memory.

use std::sync::Arc;

use indexmap::IndexMap;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, Int64Type};
use parquet::errors::Result;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use super::super::{Exported, Subject, Writer};
use super::Table;
use super::cell::{Cell, Column, Kind};

pub(in crate::export) const WRITER: Writer = Writer { name: "parquet", title: "Parquet", ending: "parquet", write };

fn write(subject: &Subject<'_>) -> Exported {
    super::one("parquet", subject)
}

/// Most rows of a row group: enough that a query engine reads large pieces, few enough to be kept in memory.
const GROUP: usize = 65_536;

/// Files with the rows of any number of models.
#[derive(Default)]
pub(super) struct Files {
    open: Vec<Open>,
}

/// A file that is being written.
struct Open {
    writer: SerializedFileWriter<Vec<u8>>,
    /// The rows that are not written yet.
    pending: Table,
}

impl Files {
    /// Adds a table; those of the same name have the same columns.
    pub(super) fn add(&mut self, table: Table) {
        match self.open.iter_mut().find(|open| open.pending.name == table.name) {
            Some(open) => {
                open.pending.rows.extend(table.rows);
                if open.pending.rows.len() >= GROUP {
                    open.flush();
                }
            }
            // Memory takes what is written, and `column_type` makes a schema of every column.
            None => self.open.extend(Open::new(table).ok()),
        }
    }

    /// The files, by the names of their tables.
    pub(super) fn finish(self) -> IndexMap<&'static str, Vec<u8>> {
        let file = |mut open: Open| {
            if !open.pending.rows.is_empty() {
                open.flush();
            }
            (open.pending.name, open.writer.into_inner().unwrap_or_default())
        };
        self.open.into_iter().map(file).collect()
    }
}

impl Open {
    fn new(table: Table) -> Result<Self> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("threatline ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let writer = SerializedFileWriter::new(Vec::new(), schema(&table)?, Arc::new(properties))?;
        Ok(Self { writer, pending: table })
    }

    fn flush(&mut self) {
        // It fails only where a value is of another type than its column, and those are told apart in `row_group`.
        drop(row_group(&mut self.writer, &self.pending));
        self.pending.rows.clear();
    }
}

fn schema(table: &Table) -> Result<TypePtr> {
    let columns = table.columns.iter().map(|column| Ok(Arc::new(column_type(column)?))).collect::<Result<Vec<_>>>()?;
    Ok(Arc::new(Type::group_type_builder(table.name).with_fields(columns).build()?))
}

fn column_type(column: &Column) -> Result<Type> {
    let text = |name: &str, repetition| {
        Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
            .with_logical_type(Some(LogicalType::String))
            .with_repetition(repetition)
            .build()
    };
    let plain =
        |physical| Type::primitive_type_builder(column.name, physical).with_repetition(Repetition::OPTIONAL).build();
    match column.kind {
        Kind::Text => text(column.name, Repetition::OPTIONAL),
        Kind::Number => plain(Physical::INT64),
        Kind::Flag => plain(Physical::BOOLEAN),
        Kind::List => {
            let element = text("element", Repetition::REQUIRED)?;
            let list = Type::group_type_builder("list")
                .with_repetition(Repetition::REPEATED)
                .with_fields(vec![Arc::new(element)])
                .build()?;
            Type::group_type_builder(column.name)
                .with_logical_type(Some(LogicalType::List))
                .with_repetition(Repetition::OPTIONAL)
                .with_fields(vec![Arc::new(list)])
                .build()
        }
    }
}

fn row_group(writer: &mut SerializedFileWriter<Vec<u8>>, table: &Table) -> Result<()> {
    let mut group = writer.next_row_group()?;
    let mut at = 0;
    while let Some(mut column) = group.next_column()? {
        let cells = || table.rows.iter().filter_map(|row| row.get(at));
        match table.columns.get(at).map(|column| column.kind) {
            Some(Kind::Number) => scalars::<Int64Type>(
                &mut column,
                cells().map(|cell| match cell {
                    Cell::Number(number) => Some(*number),
                    _ => None,
                }),
            )?,
            Some(Kind::Flag) => scalars::<BoolType>(
                &mut column,
                cells().map(|cell| match cell {
                    Cell::Flag(flag) => Some(*flag),
                    _ => None,
                }),
            )?,
            Some(Kind::List) => lists(&mut column, cells())?,
            Some(Kind::Text) | None => scalars::<ByteArrayType>(
                &mut column,
                cells().map(|cell| match cell {
                    Cell::Text(text) => Some(ByteArray::from(text.as_str())),
                    _ => None,
                }),
            )?,
        }
        column.close()?;
        at += 1;
    }
    group.close()?;
    Ok(())
}

/// A column of values that may be null: definition level 0 is null, 1 a value.
fn scalars<T: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    cells: impl Iterator<Item = Option<T::T>>,
) -> Result<()> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    for cell in cells {
        levels.push(i16::from(cell.is_some()));
        values.extend(cell);
    }
    column.typed::<T>().write_batch(&values, Some(&levels), None)?;
    Ok(())
}

/// A column of lists: definition level 0 is null, 1 an empty list, 2 an element; repetition level 1 continues a list.
fn lists<'c>(column: &mut SerializedColumnWriter<'_>, cells: impl Iterator<Item = &'c Cell>) -> Result<()> {
    let (mut values, mut defined, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
    for cell in cells {
        match cell {
            Cell::List(all) if !all.is_empty() => {
                for (position, text) in all.iter().enumerate() {
                    values.push(ByteArray::from(text.as_str()));
                    defined.push(2);
                    repeated.push(i16::from(position > 0));
                }
            }
            cell => {
                defined.push(i16::from(matches!(cell, Cell::List(_))));
                repeated.push(0);
            }
        }
    }
    column.typed::<ByteArrayType>().write_batch(&values, Some(&defined), Some(&repeated))?;
    Ok(())
}
